-- Lists what prevents deleting a flight: its jobs that a live task runs, and jobs of other flights that use its builds.
-- Params: flight int. Rows: kind running or user, flight, job.
select 'running' as "kind", j.flight as "flight", j.job as "job"
from job_tasks j join tasks t on t.taskid = j.taskid and t.live
where j.flight = ${flight}::int
      and exists (select from jobs where jobs.flight = j.flight and jobs.job = j.job and jobs.status in ('preparing', 'running'))
union all
select 'user', r.flight, r.job
from runvars r
where r.flight > ${flight}::int and r.name like '%buildjob' and r.val ~ '^[0-9]{1,9}[.]'
      and r.val like ${flight}::int || '.%'
group by r.flight, r.job
order by 1, 2, 3;
