-- Records the end of a step, unless it is recorded already, while the job is ours. Params: flight int, job text,
-- stepno int, status text, reason text, errorCode text, blame text (each or null), taskId int or null, at timestamptz,
-- again boolean (an earlier attempt may have done it). One row; none: it was not running any more, or the job was taken
-- from us.
-- repeatable: an earlier attempt is recognised by `again`
with earlier as (
  select s.stepno from steps s join step_details d using (flight, job, stepno)
  where ${again}::boolean and s.flight = ${flight}::int and s.job = ${job}::text and s.stepno = ${stepno}::int
        and s.status = ${status}::text and d.finished_ms = ${at}::timestamptz
), ended as (
  update steps set status = ${status}::text, finished = floor(extract(epoch from ${at}::timestamptz))::int
  where flight = ${flight}::int and job = ${job}::text and stepno = ${stepno}::int and status = 'running'
        and (${taskId}::int is null or exists (
          select from job_tasks o join tasks t on t.taskid = o.taskid and t.live
          where o.flight = ${flight}::int and o.job = ${job}::text and o.taskid = ${taskId}::int))
  returning flight, job, stepno
), detailed as (
  insert into step_details (flight, job, stepno, reason, error_code, blame, finished_ms)
  select flight, job, stepno, ${reason}::text, ${errorCode}::text, ${blame}::text, ${at}::timestamptz from ended
  on conflict (flight, job, stepno) do update
  set reason = excluded.reason, error_code = excluded.error_code, blame = excluded.blame, finished_ms = excluded.finished_ms
  returning stepno
)
select stepno as "stepno" from detailed union all select stepno from earlier;
