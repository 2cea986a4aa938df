-- At the owner daemon's start: from now on the harnesses that can come back have a grace time. No params.
update owner_tasks o set lost_at = now() from tasks t where t.taskid = o.taskid and t.live and o.lost_at is null;
