-- How long jobs took, booking left out: their newest runs that passed or failed. Params: jobs text[], maxRows int (a job).
-- Rows: job text, durationsMs float8[] (not empty).
select wanted.job, array_agg(runs."durationMs") as "durationsMs"
from unnest(${jobs}::text[]) as wanted (job)
     cross join lateral (
       select (
                select (sum(s.finished - s.started) filter (where s.step <> 'ts-hosts-allocate'))::float8 * 1000
                from steps s where s.flight = j.flight and s.job = j.job
              ) as "durationMs"
       from jobs j
       where j.job = wanted.job and j.status in ('pass', 'fail')
       order by j.flight desc limit ${maxRows}::int) runs
where runs."durationMs" is not null
group by wanted.job;
