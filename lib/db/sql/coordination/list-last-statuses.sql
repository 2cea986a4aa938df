-- Lists the last status of a job on each host that was this ident in it. Params: branch text, blessing text, job text, ident text.
-- Rows: host text, flight int, started int, status text.
select distinct on (r.val) r.val as "host", f.flight, f.started, j.status
from flights f
join jobs j on j.flight = f.flight and j.job = ${job}::text
join runvars r on r.flight = f.flight and r.job = j.job and r.name = ${ident}::text
where f.branch = ${branch}::text and f.blessing = ${blessing}::text
order by r.val, f.started desc, f.flight desc;
