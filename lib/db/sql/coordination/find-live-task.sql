-- Whether a task is live. Params: taskid int. Rows: taskid int; none: it has ended.
select taskid from tasks where taskid = ${taskid}::int and live;
