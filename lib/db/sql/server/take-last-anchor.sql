-- Returns whether the server has no other user: no anchor of osstest, no other session (such as psql). When it gives true,
-- newcomers wait until this session ends. No params.
select pg_try_advisory_lock(7305809841213)
       and not exists (
         select from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name not like 'osstest%'
       ) as "last";
