-- Ends a task and frees everything that it owns. Params: taskid int.
with ended as (
  update tasks set live = false where taskid = ${taskid}::int and live
)
update resources
set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'allocatable' limit 1), subtask = ''
where owntaskid = ${taskid}::int;
