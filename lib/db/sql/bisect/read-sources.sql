-- Hosts, trees and revisions of a job in some flights, with those of the jobs in its *buildjob runvars (`JOB`, or
-- `FLIGHT.JOB`). Params: flights int[], job text. Rows by flight; "isOwn": of the job itself.
with own as (
  select flight, job, name, val from runvars where flight = any (${flights}::int[]) and job = ${job}::text
), builds as (
  select distinct flight as subject,
         case when val ~ '^[0-9]{1,9}[.]' then split_part(val, '.', 1)::int else flight end as flight,
         regexp_replace(val, '^[0-9]{1,9}[.]', '') as job
  from own where name like '%buildjob' and val <> ''
)
select flight as "flight", job as "job", name as "name", coalesce(val, '') as "value", true as "isOwn"
from own where name like '%host' or name like 'tree\_%' or name like 'revision\_%' or name like 'built\_revision\_%'
union all
select b.subject, r.flight || '.' || r.job, r.name, coalesce(r.val, ''), false
from builds b join runvars r on r.flight = b.flight and r.job = b.job
where r.name like 'tree\_%' or r.name like 'revision\_%' or r.name like 'built\_revision\_%'
order by 1, 5 desc, 2, 3;
