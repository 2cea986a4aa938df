-- The newest run of each branch that pushed. Params: branch text (null: all). Rows: branch, run, revision, flight, endedAt.
select distinct on (branch) branch as "branch", run as "run", state->>'revision' as "revision",
       (state->>'flight')::int as "flight", changed_at as "at"
from gate_runs
where state->'push'->>'kind' = 'pushed' and (${branch}::text is null or branch = ${branch}::text)
order by branch, run desc;
