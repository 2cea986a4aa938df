-- Stores the secret with which a task can be resumed. Params: taskid int, secret text.
insert into owner_tasks (taskid, secret, refkey)
select taskid, ${secret}::text, refkey from tasks where taskid = ${taskid}::int
on conflict (taskid) do update set secret = excluded.secret, lost_at = null;
