-- Every resource that is not free, as a reset of the plan wants it: the slots of shared hosts under their host. No params.
-- Rows: restype text, resname text, shareix int, subtask text, taskid int, taskType text, refkey text, live boolean, share jsonb (null: whole).
select
  regexp_replace(r.restype, '^share-', '') as "restype",
  r.resname,
  r.shareix,
  r.subtask,
  t.taskid,
  t.type as "taskType",
  t.refkey,
  t.live,
  case when r.restype like 'share-%' then jsonb_build_object(
    'type', coalesce(s.sharetype, ''),
    'shares', (select count(*) from resources o where o.restype = r.restype and o.resname = r.resname)
  ) end as "share"
from resources r
join tasks t on t.taskid = r.owntaskid
left join resource_sharing s on r.restype like 'share-%' and s.restype = substr(r.restype, 7) and s.resname = r.resname
where not (t.type = 'magic' and t.refkey in ('allocatable', 'shared'))
order by 1, 2, 3;
