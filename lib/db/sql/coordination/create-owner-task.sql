-- A task of a connection to the owner daemon. Params: refkey text, refinfo text. Rows: taskid int; none: there is a live one of this name.
insert into tasks (type, refkey, live, refinfo)
values ('ownd', ${refkey}::text, true, ${refinfo}::text)
on conflict do nothing
returning taskid;
