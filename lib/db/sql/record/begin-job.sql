-- A harness takes a job up: its task is noted, the flight counts as started, the harness revision is noted.
-- Params: flight int, job text, taskId int or null, harness text, at timestamptz. One row; none: no such job.
with found as (
  select flight, job, recipe from jobs where flight = ${flight}::int and job = ${job}::text
), started as (
  update flights f
  set started = case when f.started = 0 then floor(extract(epoch from ${at}::timestamptz))::int else f.started end,
      blessing = case when f.blessing = 'constructing' then 'running' else f.blessing end
  from found
  where f.flight = found.flight and (f.started = 0 or f.blessing = 'constructing')
), touched as (
  insert into flights_harness_touched (flight, harness) select flight, ${harness}::text from found on conflict do nothing
), taken as (
  insert into job_tasks (flight, job, taskid, started_ms)
  select flight, job, ${taskId}::int, ${at}::timestamptz from found where ${taskId}::int is not null
  on conflict (flight, job) do update set taskid = excluded.taskid, started_ms = excluded.started_ms
)
select coalesce(found.recipe, '') as "recipe",
       coalesce((select max(s.stepno) from steps s where s.flight = found.flight and s.job = found.job), 0) as "lastStepno"
from found;
