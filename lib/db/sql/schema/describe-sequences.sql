-- The sequences of our schema, with their present values. No params. `ownedBy`: TABLE.COLUMN, when it goes with that;
-- `isIdentity`: it is made with its column.
select quote_ident(c.relname) as "name",
       coalesce(s.last_value, s.start_value)::text as "value", s.last_value is not null as "isCalled",
       (select quote_ident(t.relname) || '.' || quote_ident(a.attname)
        from pg_depend d join pg_class t on t.oid = d.refobjid
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')) as "ownedBy",
       exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i') as "isIdentity",
       s.data_type::text as "type"
from pg_class c join pg_sequences s on s.schemaname = current_schema() and s.sequencename = c.relname
where c.relkind = 'S' and c.relnamespace = current_schema()::regnamespace
order by c.relname;
