-- Lists the shared hosts among the given hosts. Params: names text[].
-- Rows: name text, type text, state text, wear int, slots jsonb ([{ "shareix", "owner": refkey of a magic task or null, "free" }]).
select
  s.resname as "name",
  s.sharetype as "type",
  s.state,
  s.wear,
  coalesce((
    select jsonb_agg(
      jsonb_build_object('shareix', r.shareix, 'owner', case when t.type = 'magic' then t.refkey end) order by r.shareix
    )
    from resources r
    join tasks t on t.taskid = r.owntaskid
    where r.restype = 'share-host' and r.resname = s.resname
  ), '[]'::jsonb) as "slots"
from resource_sharing s
where s.restype = 'host' and s.resname = any (${names}::text[]);
