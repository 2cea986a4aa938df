-- For tests: ends the sessions that hold tasks, as a crash of their backends would. No params. Rows: pid int.
select a.pid, pg_terminate_backend(a.pid) as "ended"
from pg_stat_activity a
where a.datname = current_database() and a.application_name like 'osstest task%';
