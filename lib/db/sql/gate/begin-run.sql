-- Starts a run of a branch. Params: branch text, taskid int, state jsonb. One row: run; none: the branch has one already.
insert into gate_runs (branch, phase, taskid, state, began_at, changed_at)
values (${branch}::text, 'deciding', ${taskid}::int, ${state:json}::jsonb, now(), now())
on conflict (branch) where ended_at is null do nothing
returning run as "run";
