-- Frees the resources of dead tasks, and those of the magic task `idle`. No params.
-- Rows: restype text, resname text, shareix int.
-- repeatable: what is freed is not found again
update resources r
set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'allocatable' limit 1), subtask = ''
from tasks t
where t.taskid = r.owntaskid and not t.live
returning r.restype, r.resname, r.shareix;
