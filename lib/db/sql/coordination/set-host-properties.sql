-- Gives hosts exactly these properties. Params: hosts jsonb ([{ "name", "properties": { NAME: VALUE } }]).
with wanted as (
  select h.name as resname, p.key as name, p.value as val
  from jsonb_to_recordset(${hosts}::jsonb) as h (name text, properties jsonb), jsonb_each_text(h.properties) as p
), removed as (
  delete from resource_properties old
  where old.restype = 'host'
    and old.resname in (select h.name from jsonb_to_recordset(${hosts}::jsonb) as h (name text))
    and not exists (select 1 from wanted w where w.resname = old.resname and w.name = old.name)
)
insert into resource_properties (restype, resname, name, val)
select 'host', w.resname, w.name, w.val
from wanted w
on conflict (restype, resname, name) do update set val = excluded.val where resource_properties.val is distinct from excluded.val;
