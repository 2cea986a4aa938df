-- Takes over a run whose gate is gone. Params: run int, taskid int, formerTaskid int (as it was read; may be null).
-- One row: run; none: another gate has taken it, or it is over.
update gate_runs g
set taskid = ${taskid}::int, changed_at = now()
where g.run = ${run}::int and g.ended_at is null and g.taskid is not distinct from ${formerTaskid}::int
      and not exists (select from tasks t where t.taskid = ${formerTaskid}::int and t.live)
returning g.run as "run";
