-- Finds the current owner of a host, or of a slot of a shared host. Params: restype text, name text, shareix int.
-- Rows: taskid int, live boolean, generation float8, refkey text, subtask text.
select t.taskid, t.live, r.generation::float8 as "generation", t.refkey, r.subtask
from resources r
join tasks t on t.taskid = r.owntaskid
where r.restype = ${restype}::text and r.resname = ${name}::text and r.shareix = ${shareix}::int;
