-- Earlier runs of a flight's jobs, by job and attempt; of all jobs or of one. Params: flight int, job text or null.
select job as "job", attempt as "attempt", status as "status", why as "why", taskid as "taskId",
       archived_at as "archivedAt", steps as "steps", runvars as "runvars"
from job_attempts
where flight = ${flight}::int and (${job}::text is null or job = ${job}::text)
order by job collate "C", attempt;
