-- Takes up a task after a restart of the owner daemon, under its old name. Params: taskid int, secret text. Rows: refkey text; none: too late, or wrong.
with mine as (
  select t.taskid, o.refkey
  from tasks t join owner_tasks o using (taskid)
  where t.taskid = ${taskid}::int and t.live and o.secret = ${secret}::text
  for update of t
), found as (
  update owner_tasks o set lost_at = null from mine m where m.taskid = o.taskid
)
update tasks t set refkey = m.refkey from mine m where m.taskid = t.taskid returning t.refkey;
