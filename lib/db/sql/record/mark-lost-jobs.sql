-- Jobs whose harness is gone (their task is dead, or its row deleted): broken, with their running steps. Jobs that others
-- record, without a row in job_tasks, are left alone. Params: at timestamptz, reason text. One row for each job.
-- repeatable: a job that is marked is not found again
with lost as (
  select j.flight, j.job, t.taskid
  from jobs j join job_tasks t on t.flight = j.flight and t.job = j.job
  where j.status in ('preparing', 'running')
    and not exists (select from tasks where tasks.taskid = t.taskid and tasks.live)
  for update of j skip locked
), ended as (
  update steps s set status = 'broken', finished = floor(extract(epoch from ${at}::timestamptz))::int
  from lost
  where s.flight = lost.flight and s.job = lost.job and s.status = 'running'
  returning s.flight, s.job, s.stepno, s.testid
), explained as (
  insert into step_details (flight, job, stepno, reason, error_code, blame, finished_ms)
  select flight, job, stepno, ${reason}::text, 'JOB_LOST', 'lab', ${at}::timestamptz from ended
  on conflict (flight, job, stepno) do update
  set reason = excluded.reason, error_code = excluded.error_code, blame = excluded.blame, finished_ms = excluded.finished_ms
), noted as (
  update job_tasks t set lost_at = ${at}::timestamptz from lost where t.flight = lost.flight and t.job = lost.job
), broken as (
  update jobs j set status = 'broken' from lost where j.flight = lost.flight and j.job = lost.job
)
select lost.flight as "flight", lost.job as "job", lost.taskid as "taskId",
       coalesce((select array_agg(e.testid order by e.stepno) from ended e where e.flight = lost.flight and e.job = lost.job),
                '{}') as "testids"
from lost;
