-- Ends the tasks whose harness has not reconnected. Params: graceMs float8. Rows: taskid int.
update tasks t
set live = false
from owner_tasks o
where o.taskid = t.taskid and t.live and o.lost_at <= now() - ${graceMs}::float8 * interval '1 ms'
returning t.taskid;
