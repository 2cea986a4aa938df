-- Lists every resource that is not free, for a reset of the plan: the slots of shared hosts under their host. No params.
-- Rows: restype text, resname text, shareix int, subtask text, taskid int, taskType text, refkey text, live boolean, share jsonb (null: whole),
-- hold jsonb (null: no person has it or waits for it).
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
  ) end as "share",
  case when h.hostname is not null then jsonb_build_object(
    'kind', h.kind, 'who', h.who, 'reason', h.reason, 'pending', h.pending,
    'until', extract(epoch from h.expires_at)::float8
  ) end as "hold"
from resources r
join tasks t on t.taskid = r.owntaskid
left join resource_sharing s on r.restype like 'share-%' and s.restype = substr(r.restype, 7) and s.resname = r.resname
left join host_holds h
  on r.restype = 'host' and r.shareix = 0 and h.hostname = r.resname and (h.pending or h.taskid = r.owntaskid)
where not (t.type = 'magic' and t.refkey in ('allocatable', 'shared'))
order by 1, 2, 3;
