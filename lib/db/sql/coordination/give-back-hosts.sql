-- Frees what a task still owns, as it was given to it. Params: taskid int, held jsonb ([{ "name", "generation" }]). Rows: name text.
update resources r
set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'allocatable' limit 1), subtask = ''
from jsonb_to_recordset(${held}::jsonb) as h (name text, generation bigint)
where r.restype = 'host' and r.shareix = 0 and r.resname = h.name and r.generation = h.generation
  and r.owntaskid = ${taskid}::int
returning r.resname as "name";
