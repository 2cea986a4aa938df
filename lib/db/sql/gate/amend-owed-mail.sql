-- Records the result of the mail about a finished run, unless it was recorded since it was read.
-- Params: run int, attempts int (as it was read), told jsonb (of the state: owedMail, problems). One row: run; none: it was recorded.
update gate_runs
set state = state || ${told:json}::jsonb
where run = ${run}::int and ended_at is not null and (state->'owedMail'->>'attempts')::int = ${attempts}::int
returning run as "run";
