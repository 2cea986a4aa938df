-- Ends the tasks whose session has been gone for longer than the grace time. Params: graceMs float8, lockClass int. Rows: taskid int.
update tasks t
set live = false, refinfo = coalesce(refinfo, '') || ' lost'
from task_sessions s
where s.taskid = t.taskid and t.live and s.lost_at <= now() - ${graceMs}::float8 * interval '1 ms'
  and not exists (
    select 1
    from pg_locks h
    where h.locktype = 'advisory' and h.classid = ${lockClass}::oid and h.objsubid = 2 and h.granted
      and h.objid::bigint = t.taskid
      and h.database = (select oid from pg_database where datname = current_database())
  )
returning t.taskid;
