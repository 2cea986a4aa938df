-- The first user has prepared a shared host: the other slots come free at the next run. Params: name text. Rows: name text; none: it is not being prepared.
with ready as (
  update resource_sharing set state = 'ready'
  where restype = 'host' and resname = ${name}::text and state = 'prep'
  returning resname
), slots as (
  update resources r
  set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'idle' limit 1)
  from ready, tasks t
  where r.restype = 'share-host' and r.resname = ready.resname
    and t.taskid = r.owntaskid and t.type = 'magic' and t.refkey = 'preparing'
)
select resname as "name" from ready;
