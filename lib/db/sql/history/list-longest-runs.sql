-- Lists the longest run of each given job in flights started since a time, in milliseconds, without the booking of hosts.
-- Params: jobs text[], branch text, blessing text, maxFlight int, since int (seconds since 1970). Rows: any order.
with runs as (
  select s.job, sum(s.finished - s.started) as seconds
  from flights f join steps s using (flight)
  where f.branch = ${branch}::text and f.blessing = ${blessing}::text and f.flight <= ${maxFlight}::int
        and f.started >= ${since}::int
        and s.job = any (${jobs}::text[]) and s.finished is not null and s.step <> 'ts-hosts-allocate'
  group by s.flight, s.job
)
select job, max(seconds)::float8 * 1000 as "durationMs" from runs group by job;
