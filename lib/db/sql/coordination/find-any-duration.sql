-- Finds the longest run of a job with a finished step, with any status and on any host. Params: branch text, blessing text, job text, since int.
-- Rows: durationSeconds float8 (null: there is none).
select max(t.total)::float8 as "durationSeconds"
from (
  select coalesce(sum(s.finished - s.started) filter (where s.step <> 'ts-hosts-allocate'), 0) as total
  from flights f
  join steps s on s.flight = f.flight and s.job = ${job}::text and s.finished is not null
  where f.branch = ${branch}::text and f.blessing = ${blessing}::text and f.started >= ${since}::int
  group by f.flight
) t;
