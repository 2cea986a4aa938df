-- Resumes a task whose session was lost, unless the task has been ended. Params: taskid int, lockClass int. Rows: taskid int, none where it is too late.
with task as (
  select taskid from tasks where taskid = ${taskid}::int and live for update
), locked as (
  select taskid from task where pg_try_advisory_lock(${lockClass}::int, taskid)
)
update task_sessions s set lost_at = null from locked l where s.taskid = l.taskid returning s.taskid;
