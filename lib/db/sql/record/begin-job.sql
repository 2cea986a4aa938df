-- Starts a job for a harness, unless another live task has it, or its status does not allow it. Records its task, the
-- start of the flight and the revision of the harness. In a serialisable transaction.
-- Params: flight int, job text, taskId int or null, runnable text[] or null (any), harness text, at timestamptz.
-- One row: holder is the task that has the job; none: no such job.
with found as (
  select j.flight, j.job, j.recipe, j.status,
         (select t.taskid from job_tasks o join tasks t on t.taskid = o.taskid and t.live
          where o.flight = j.flight and o.job = j.job and o.taskid is distinct from ${taskId}::int
                and j.status not in ('pass', 'fail', 'broken', 'blocked', 'aborted', 'starved')) as holder
  from jobs j where j.flight = ${flight}::int and j.job = ${job}::text
), free as (
  select flight, job from found
  where (${taskId}::int is null or holder is null)
        and (${runnable}::text[] is null or status = any (${runnable}::text[]))
), started as (
  update flights f
  set started = case when f.started = 0 then floor(extract(epoch from ${at}::timestamptz))::int else f.started end,
      blessing = case when f.blessing = 'constructing' then 'running' else f.blessing end
  from free
  where f.flight = free.flight and (f.started = 0 or f.blessing = 'constructing')
), touched as (
  insert into flights_harness_touched (flight, harness) select flight, ${harness}::text from free on conflict do nothing
), taken as (
  insert into job_tasks (flight, job, taskid, started_ms, lost_at)
  select flight, job, ${taskId}::int, ${at}::timestamptz, null from free where ${taskId}::int is not null
  on conflict (flight, job) do update
  set taskid = excluded.taskid, started_ms = excluded.started_ms, lost_at = null
)
select coalesce(found.recipe, '') as "recipe", found.status as "status", found.holder as "holder",
       exists (select from free) as "begun",
       coalesce((select max(s.stepno) from steps s where s.flight = found.flight and s.job = found.job), 0) as "lastStepno"
from found;
