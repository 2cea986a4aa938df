-- Makes a free host a shared host. Slot 1 is free for the first user; the others wait until that user has prepared the host.
-- Params: name text, type text, harness text, shares int. Rows: name text; none: the host is not free.
with shared as (
  update resources
  set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'shared' limit 1), subtask = ''
  where restype = 'host' and resname = ${name}::text and shareix = 0
    and owntaskid in (select taskid from tasks where type = 'magic' and refkey = 'allocatable')
  returning resname
), sharing as (
  insert into resource_sharing (restype, resname, sharetype, wear, state, harness)
  select 'host', resname, ${type}::text, 1, 'prep', ${harness}::text from shared
)
insert into resources (restype, resname, shareix, owntaskid)
select 'share-host', s.resname, i.ix, t.taskid
from shared s, generate_series(1, ${shares}::int) as i (ix)
join tasks t on t.type = 'magic' and t.refkey = case when i.ix = 1 then 'allocatable' else 'preparing' end
returning resname as "name";
