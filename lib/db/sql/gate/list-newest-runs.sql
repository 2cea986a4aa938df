-- Of each branch its newest run, and the newest that judged a flight (may be the same). Params: none. Rows: as list-runs.
select g.run as "run", g.branch as "branch", g.phase as "phase", g.taskid as "taskid",
       exists (select from tasks t where t.taskid = g.taskid and t.live) and g.ended_at is null as "isLive",
       g.state as "state", g.began_at as "beganAt", g.changed_at as "changedAt", g.ended_at as "endedAt"
from gate_runs g
where g.run in (
  select max(run) from gate_runs group by branch
  union
  select max(run) from gate_runs where state->>'verdict' is not null group by branch
)
order by g.branch, g.run desc;
