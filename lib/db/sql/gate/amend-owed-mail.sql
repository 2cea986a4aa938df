-- Writes what became of the mail about a run that is over, if nobody has since it was read.
-- Params: run int, attempts int (as it was read), told jsonb (of the state: owedMail, problems). One row: run; none: somebody has.
update gate_runs
set state = state || ${told:json}::jsonb
where run = ${run}::int and ended_at is not null and (state->'owedMail'->>'attempts')::int = ${attempts}::int
returning run as "run";
