-- Who has a host now. Params: name text. Rows: taskid int, live boolean, generation float8, refkey text, subtask text.
select t.taskid, t.live, r.generation::float8 as "generation", t.refkey, r.subtask
from resources r
join tasks t on t.taskid = r.owntaskid
where r.restype = 'host' and r.shareix = 0 and r.resname = ${name}::text;
