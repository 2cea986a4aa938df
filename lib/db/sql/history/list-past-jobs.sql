-- Lists jobs that ran on hosts and started at a time or later, for a simulation of the lab. Params: since int (seconds
-- since 1970), maxRows int. Rows, the oldest first: flight int, job text, recipe text, intended text (null: none), `began` int
-- (its first step, which is booking), durationSeconds float8 (without booking), runvars jsonb (host names and required flags).
select *
from (
  select f.flight, j.job, j.recipe, f.intended, times.began, times."durationSeconds", vars.runvars
  from flights f
       join jobs j on j.flight = f.flight and j.status in ('pass', 'fail', 'broken')
       cross join lateral (
         select min(s.started) as began,
                (sum(s.finished - s.started) filter (where s.step <> 'ts-hosts-allocate'))::float8 as "durationSeconds"
         from steps s where s.flight = f.flight and s.job = j.job) times
       cross join lateral (
         select coalesce(jsonb_object_agg(r.name, r.val), '{}') as runvars
         from runvars r
         where r.flight = f.flight and r.job = j.job
               and (r.name = 'host' or r.name like '%\_host' or r.name like '%hostflags')) vars
  where f.started >= ${since}::int and times."durationSeconds" > 0
  order by times.began desc limit ${maxRows}::int) newest
order by began, flight, job;
