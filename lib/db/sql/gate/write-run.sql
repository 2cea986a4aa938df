-- Writes the phase and state of a run, if the run still belongs to the task. Params: run int, taskid int, phase text, state jsonb.
-- One row: run; none: it does not.
update gate_runs
set phase = ${phase}::text, state = ${state:json}::jsonb, changed_at = now(),
    ended_at = case when ${phase}::text = 'over' then now() end
where run = ${run}::int and taskid = ${taskid}::int and ended_at is null
      and exists (select from tasks where taskid = ${taskid}::int and live)
returning run as "run";
