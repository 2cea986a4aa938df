-- Creates the task of a connection to the owner daemon. Params: refkey text, refinfo text. Rows: taskid int; none: the name has a live task.
insert into tasks (type, refkey, live, refinfo)
values ('ownd', ${refkey}::text, true, ${refinfo}::text)
on conflict do nothing
returning taskid;
