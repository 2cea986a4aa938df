-- Params: taskid int. Rows: live boolean; none: no such task.
select live from tasks where taskid = ${taskid}::int;
