-- Lists all hosts with their flags, properties and owners. No params.
-- Rows: name text, flags text[], properties jsonb, owner jsonb (null: free): see lib/coordination/host/host-row.ts.
select
  r.resname as "name",
  array(select distinct f.hostflag from hostflags f where f.hostname = r.resname order by f.hostflag) as "flags",
  coalesce(
    (select jsonb_object_agg(p.name, p.val) from resource_properties p where p.restype = 'host' and p.resname = r.resname),
    '{}'::jsonb
  ) as "properties",
  r.generation::float8 as "generation",
  case when t.type = 'magic' and t.refkey = 'allocatable' then null else jsonb_build_object(
    'taskid', t.taskid, 'type', t.type, 'refkey', t.refkey, 'live', t.live, 'username', t.username,
    'comment', t.comment, 'subtask', r.subtask,
    'sinceMs', (extract(epoch from r.owned_since) * 1000)::float8
  ) end as "owner"
from resources r
join tasks t on t.taskid = r.owntaskid
where r.restype = 'host' and r.shareix = 0
order by r.resname;
