-- How often some jobs passed and how long they took in the newest flights that have them. Params: jobs text[],
-- branches text[] and blessings text[] (null: any), maxFlight int, newest int (flights of each job). Rows: any order.
with runs as materialized (
  select run.*
  from unnest(${jobs}::text[]) wanted (job)
       cross join lateral (
         select j.flight, j.job, j.status
         from jobs j join flights f using (flight)
         where j.job = wanted.job and j.flight <= ${maxFlight}::int
               and (${branches}::text[] is null or f.branch = any (${branches}::text[]))
               and (${blessings}::text[] is null or f.blessing = any (${blessings}::text[]))
         order by j.flight desc limit ${newest}::int) run
), timed as (
  select runs.job, runs.flight, runs.status, times.seconds
  from runs
       left join lateral (
         select sum(s.finished - s.started) as seconds from steps s
         where s.flight = runs.flight and s.job = runs.job and s.step <> 'ts-hosts-allocate') times
         on runs.status = 'pass'
)
select job, count(*)::int as runs, (count(*) filter (where status = 'pass'))::int as passes,
       max(flight) as "lastFlight", max(flight) filter (where status = 'pass') as "lastPass",
       max(flight) filter (where status in ('fail', 'broken')) as "lastFail",
       (min(seconds) * 1000)::float8 as "minMs",
       percentile_disc(0.5) within group (order by seconds)::float8 * 1000 as "medianMs",
       percentile_disc(0.9) within group (order by seconds)::float8 * 1000 as "p90Ms",
       (max(seconds) * 1000)::float8 as "maxMs", count(seconds)::int as timed
from timed group by job;
