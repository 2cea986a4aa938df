-- The columns of all tables of our schema (without those of extensions), names quoted where they must be and as they are. No params.
select quote_ident(c.relname) as "table", quote_ident(a.attname) as "column",
       c.relname::text as "tableName", a.attname::text as "columnName",
       format_type(a.atttypid, a.atttypmod) as "type", a.attnotnull as "isNotNull",
       a.attidentity::text as "identity", pg_get_expr(d.adbin, d.adrelid) as "default"
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relkind in ('r', 'p')
  and c.relnamespace = current_schema()::regnamespace
  and not exists (select from pg_depend p where p.classid = 'pg_class'::regclass and p.objid = c.oid and p.deptype = 'e')
order by c.relname, a.attnum;
