-- Finds a task if it is live. Params: taskid int. Rows: taskid int; none: it has ended.
select taskid from tasks where taskid = ${taskid}::int and live;
