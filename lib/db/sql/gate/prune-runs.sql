-- Forgets earlier runs of a branch that found nothing to do. Params: branch text, run int (stays, and what came later).
delete from gate_runs
where branch = ${branch}::text and run < ${run}::int and ended_at is not null and state->>'flight' is null;
