-- Runs that are over whose mail was not taken, the oldest first. Params: branch text, maxAttempts int. Rows: as list-runs.
select g.run as "run", g.branch as "branch", g.phase as "phase", g.taskid as "taskid", false as "isLive",
       g.state as "state", g.began_at as "beganAt", g.changed_at as "changedAt", g.ended_at as "endedAt"
from gate_runs g
where g.branch = ${branch}::text and g.ended_at is not null
      and (g.state->'owedMail'->>'attempts')::int < ${maxAttempts}::int
order by g.run;
