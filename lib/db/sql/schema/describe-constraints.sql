-- The constraints of all tables of our schema: keys and checks first, then references to other tables. No params.
select quote_ident(c.relname) as "table", quote_ident(k.conname) as "name", k.contype::text as "kind",
       pg_get_constraintdef(k.oid) as "definition"
from pg_constraint k join pg_class c on c.oid = k.conrelid
where c.relnamespace = current_schema()::regnamespace and k.contype in ('p', 'u', 'c', 'f')
order by k.contype = 'f', c.relname, k.contype = 'c', k.conname;
