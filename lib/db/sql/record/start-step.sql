-- Records the start of a step, with its final testid. Only while the job is still ours: its task is live, or it has
-- none. Params: flight int, job text, stepno int, script text, testid text, host text or null,
-- taskId int or null, at timestamptz, again boolean (an earlier attempt may have done it). One row; none: the job was
-- taken from us.
-- repeatable: an earlier attempt is recognised by `again`
with ours as (
  select from job_tasks j join tasks t on t.taskid = j.taskid and t.live
  where j.flight = ${flight}::int and j.job = ${job}::text and j.taskid = ${taskId}::int
), earlier as (
  select s.stepno from steps s
  where ${again}::boolean and s.flight = ${flight}::int and s.job = ${job}::text and s.stepno = ${stepno}::int
        and s.testid = ${testid}::text and s.status = 'running'
), begun as (
  insert into steps (flight, job, stepno, step, status, testid, started)
  select ${flight}::int, ${job}::text, ${stepno}::int, ${script}::text, 'running', ${testid}::text,
         floor(extract(epoch from ${at}::timestamptz))::int
  where (${taskId}::int is null or exists (select from ours)) and not exists (select from earlier)
  returning flight, job, stepno
), detailed as (
  insert into step_details (flight, job, stepno, host, started_ms)
  select flight, job, stepno, ${host}::text, ${at}::timestamptz from begun
  returning stepno
)
select stepno as "stepno" from detailed
union all
select stepno from earlier where ${taskId}::int is null or exists (select from ours);
