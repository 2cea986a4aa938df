-- Returns whether the server has a database of this name. Params: database text.
select exists (select from pg_database where datname = ${database}::text) as "exists";
