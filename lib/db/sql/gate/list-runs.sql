-- Runs of the gate, the newest first. Params: branch text (null: all), isOpen boolean (null: all), maxRows int.
select g.run as "run", g.branch as "branch", g.phase as "phase", g.taskid as "taskid",
       exists (select from tasks t where t.taskid = g.taskid and t.live) and g.ended_at is null as "isLive",
       g.state as "state", g.began_at as "beganAt", g.changed_at as "changedAt", g.ended_at as "endedAt"
from gate_runs g
where (${branch}::text is null or g.branch = ${branch}::text)
      and (${isOpen}::boolean is null or (g.ended_at is null) = ${isOpen}::boolean)
order by g.run desc
limit ${maxRows}::int;
