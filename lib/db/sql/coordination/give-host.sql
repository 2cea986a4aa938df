-- Gives a host to a task if its owner is still the one that it was taken for.
-- Params: host text, ownerTaskid int (null: free), taskid int, subtask text. Rows: name text; none: it has another owner.
update resources r
set owntaskid = ${taskid}::int, subtask = ${subtask}::text
where r.restype = 'host' and r.shareix = 0 and r.resname = ${host}::text
  and r.owntaskid in (
    select taskid from tasks
    where taskid = ${ownerTaskid}::int or (${ownerTaskid}::int is null and type = 'magic' and refkey = 'allocatable')
  )
returning r.resname as "name";
