-- Runs of a job that passed or failed, by the host that was an ident in them. Params: branch text, blessing text, job text, ident text, since int (seconds since 1970).
-- Rows: host text, flight int, started int, status text, durationSeconds float8.
select
  r.val as "host",
  f.flight,
  f.started,
  j.status,
  coalesce((
    select sum(s.finished - s.started)
    from steps s
    where s.flight = f.flight and s.job = j.job and s.step <> 'ts-hosts-allocate'
  ), 0)::float8 as "durationSeconds"
from flights f
join jobs j on j.flight = f.flight and j.job = ${job}::text and j.status in ('pass', 'fail')
join runvars r on r.flight = f.flight and r.job = j.job and r.name = ${ident}::text
where f.branch = ${branch}::text and f.blessing = ${blessing}::text and f.started >= ${since}::int
order by f.started desc, f.flight desc;
