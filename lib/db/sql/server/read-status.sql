-- How large the database is and how many are connected to the server, besides this session. No params. One row.
select pg_database_size(current_database())::float8 as "bytes",
       (select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as "sessions";
