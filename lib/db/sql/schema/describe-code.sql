-- The functions of our schema (without those of extensions), then the triggers of its tables. No params.
select replace(pg_get_functiondef(p.oid), 'FUNCTION ' || quote_ident(n.nspname) || '.', 'FUNCTION ') as "definition",
       1 as "rank", p.proname::text as "name"
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.pronamespace = current_schema()::regnamespace and p.prokind = 'f'
  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
union all
select replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(n.nspname) || '.', ' ON '), 2, t.tgname::text
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal
order by "rank", "name";
