-- Records since when the session of a task is lost, or that it is connected again. Params: lockClass int.
-- repeatable: a session that is marked is not found again
update task_sessions s
set lost_at = case when h.objid is null then now() end
from tasks t
left join (
  select objid::bigint
  from pg_locks
  where locktype = 'advisory' and classid = ${lockClass}::oid and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database())
) h on h.objid = t.taskid
where s.taskid = t.taskid and t.live and (s.lost_at is null) = (h.objid is null);
