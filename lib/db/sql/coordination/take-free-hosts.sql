-- Gives free hosts to a task. Params: taskid int, wanted jsonb ([{ "name", "subtask" }]).
-- Rows: name text, generation float8; fewer than wanted where somebody else has one by now, or the task has ended.
update resources r
set owntaskid = t.taskid, subtask = w.subtask
from tasks t, jsonb_to_recordset(${wanted}::jsonb) as w (name text, subtask text)
where t.taskid = ${taskid}::int and t.live
  and r.restype = 'host' and r.shareix = 0 and r.resname = w.name
  and r.owntaskid in (select taskid from tasks where type = 'magic' and refkey = 'allocatable')
returning r.resname as "name", r.generation::float8 as "generation";
