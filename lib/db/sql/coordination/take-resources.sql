-- Gives free resources to a live task. Params: taskid int, wanted jsonb ([{ "restype", "name", "shareix", "subtask" }]).
-- Rows: name text, shareix int, generation float8; fewer than requested when another task has one of them, or the task has ended.
update resources r
set owntaskid = t.taskid, subtask = w.subtask
from tasks t, jsonb_to_recordset(${wanted}::jsonb) as w (restype text, name text, shareix int, subtask text)
where t.taskid = ${taskid}::int and t.live
  and r.restype = w.restype and r.shareix = w.shareix and r.resname = w.name
  and r.owntaskid in (select taskid from tasks where type = 'magic' and refkey = 'allocatable')
returning r.resname as "name", r.shareix, r.generation::float8 as "generation";
