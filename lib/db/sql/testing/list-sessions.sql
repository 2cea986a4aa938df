-- The sessions in a database. Params: database text.
select pid as "pid", application_name as "application", query as "query"
from pg_stat_activity
where datname = ${database}::text and backend_type = 'client backend' and pid <> pg_backend_pid();
