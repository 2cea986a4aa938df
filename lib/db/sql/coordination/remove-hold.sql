-- Removes a user's hold of a host, or the wait for one: the host is free at the next check for dead tasks.
-- Params: host text, taskid int. Rows: name text; none: neither did.
with gone as (
  delete from host_holds where hostname = ${host}::text and taskid = ${taskid}::int returning hostname
), freed as (
  update resources
  set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'idle' order by taskid limit 1)
  where restype = 'host' and shareix = 0 and resname = ${host}::text and owntaskid = ${taskid}::int
  returning resname
)
select hostname as "name" from gone union select resname from freed;
