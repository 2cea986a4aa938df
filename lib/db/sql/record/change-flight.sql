-- Changes a flight as one: its own columns, jobs, runvars. Params: flight int, branch text and intended text (null: as it
-- is), jobs jsonb: [{ job, recipe, status }] to be made or given another recipe, set jsonb: [{ job, name, value }],
-- unset jsonb: [{ job, name }], harness text. One row: the flight.
with touched as (
  insert into flights_harness_touched (flight, harness) values (${flight}::int, ${harness}::text) on conflict do nothing
), own as (
  update flights f set branch = coalesce(${branch}::text, f.branch), intended = coalesce(${intended}::text, f.intended)
  where f.flight = ${flight}::int returning f.flight
), changed_jobs as (
  insert into jobs (flight, job, recipe, status)
  select ${flight}::int, j.job, j.recipe, j.status
  from jsonb_to_recordset(${jobs:json}::jsonb) as j (job text, recipe text, status text)
  on conflict (flight, job) do update set recipe = excluded.recipe
), gone as (
  delete from runvars r using jsonb_to_recordset(${unset:json}::jsonb) as u (job text, name text)
  where r.flight = ${flight}::int and r.job = u.job and r.name = u.name
)
insert into runvars (flight, job, name, val, synth)
select own.flight, s.job, s.name, s.value, false
from own, jsonb_to_recordset(${set:json}::jsonb) as s (job text, name text, value text)
on conflict (flight, job, name) do update set val = excluded.val, synth = false;
