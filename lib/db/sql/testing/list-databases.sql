-- All databases of the server. No params.
select datname::text as "database" from pg_database;
