-- Returns the live task of a user; creates it if there is none. Params: refkey text, username text. Rows: taskid int.
with found as (
  update tasks set live = true where type = 'static' and refkey = ${refkey}::text returning taskid
), made as (
  insert into tasks (type, refkey, username, live)
  select 'static', ${refkey}::text, ${username}::text, true where not exists (select 1 from tasks where type = 'static' and refkey = ${refkey}::text)
  returning taskid
)
select taskid from found union all select taskid from made;
