-- Creates a task that is live as long as this session, which from now on holds the advisory lock of the task.
-- Params: refkey text, username text, comment text, refinfo text. Rows: taskid int.
with task as (
  insert into tasks (type, refkey, username, comment, live, refinfo)
  values ('session', ${refkey}::text, ${username}::text, ${comment}::text, true, ${refinfo}::text)
  returning taskid
), session as (
  insert into task_sessions (taskid) select taskid from task
)
select taskid, pg_advisory_lock(${lockClass}::int, taskid) is null as "locked" from task;
