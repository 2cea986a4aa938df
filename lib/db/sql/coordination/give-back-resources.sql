-- Returns the resources that a task still owns to a magic task, in their state. Params: taskid int, to text (allocatable, idle),
-- held jsonb ([{ "restype", "name", "shareix", "generation" }]). Rows: name text.
-- repeatable: a released resource does not belong to the task any more
update resources r
set
  owntaskid = (select taskid from tasks where type = 'magic' and refkey = ${to}::text limit 1),
  subtask = case when ${to}::text = 'idle' then r.subtask else '' end
from jsonb_to_recordset(${held}::jsonb) as h (restype text, name text, shareix int, generation bigint)
where r.restype = h.restype and r.shareix = h.shareix and r.resname = h.name and r.generation = h.generation
  and r.owntaskid = ${taskid}::int
returning r.resname as "name";
