-- Flights in which the gate tested a combination of revisions, and judged them, the newest first.
-- Params: branch text, revision text, versions jsonb (null: any). Rows: flight, retests int[] (jsonb) of its newest run.
select distinct on ((state->>'flight')::int) (state->>'flight')::int as "flight", state->'retests' as "retests"
from gate_runs
where branch = ${branch}::text and ended_at is not null and state->>'revision' = ${revision}::text
      and (${versions:json}::jsonb is null or state->'versions' = ${versions:json}::jsonb)
      and state->>'flight' is not null and state->>'verdict' is not null
order by (state->>'flight')::int desc, run desc;
