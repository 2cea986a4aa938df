-- The tables of the schema that we work in, with their columns; without those of extensions. No params.
select c.relname::text as "table", array_agg(a.attname::text order by a.attnum) as "columns"
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p')
  and c.relnamespace = current_schema()::regnamespace
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
group by c.relname
order by c.relname;
