-- Counts the live tasks that have lost their session. No params. Rows: lost int.
select count(*)::int as "lost" from task_sessions s join tasks t using (taskid) where t.live and s.lost_at is not null;
