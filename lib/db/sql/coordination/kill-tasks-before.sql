-- A machine has been up since a moment: the owner daemon's tasks of its address that are older have ended.
-- Params: address text, before float8 (seconds since 1970). Rows: taskid int, refkey text, refinfo text, killed boolean (false: refinfo is no time).
with mine as (
  select taskid, refkey, refinfo, refinfo ~ '^[0-9]+$' as "isTime"
  from tasks
  where type = 'ownd' and live and refinfo <> ''
    and (starts_with(refkey, '[' || ${address}::text || ']:') or starts_with(refkey, 'previous [' || ${address}::text || ']:'))
), killed as (
  update tasks t
  set live = false, refinfo = m.refinfo || ' stale'
  from mine m
  where m.taskid = t.taskid and m."isTime" and m.refinfo::numeric < ${before}::float8::numeric
  returning t.taskid
)
select m.taskid, m.refkey, m.refinfo, m."isTime" as "killed"
from mine m
where not m."isTime" or m.taskid in (select taskid from killed)
order by m.taskid;
