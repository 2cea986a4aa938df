-- Sets a job's status, unless it is aborted or broken already, while the job is ours: our task is live, or taskId is null.
-- Params: flight int, job text, status text, taskId int or null. One row: the status now in force, whether it was set,
-- and whether the job is ours; none: no such job.
-- repeatable: the same status is set again
with found as (
  select flight, job, status, (${taskId}::int is null or exists (
    select from job_tasks o join tasks t on t.taskid = o.taskid and t.live
    where o.flight = ${flight}::int and o.job = ${job}::text and o.taskid = ${taskId}::int)) as ours
  from jobs where flight = ${flight}::int and job = ${job}::text for update
), changed as (
  update jobs j set status = ${status}::text
  from found
  where j.flight = found.flight and j.job = found.job and found.ours and found.status not in ('aborted', 'broken')
  returning j.status
)
select coalesce((select status from changed), found.status) as "status", exists (select from changed) as "changed",
       found.ours as "ours"
from found;
