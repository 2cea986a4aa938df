-- Makes a flight with all its jobs and their runvars. Params: branch text, blessing text, intended text, harness text,
-- jobs jsonb: [{ job, recipe, status, runvars: { NAME: VALUE } }]. One row: the flight.
with new_flight as (
  insert into flights (branch, blessing, intended)
  values (${branch}::text, ${blessing}::text, ${intended}::text)
  returning flight
), wanted as (
  select f.flight, j.job, j.recipe, j.status, j.runvars
  from new_flight f, jsonb_to_recordset(${jobs:json}::jsonb) as j (job text, recipe text, status text, runvars jsonb)
), new_jobs as (
  insert into jobs (flight, job, recipe, status) select flight, job, recipe, status from wanted
), new_runvars as (
  insert into runvars (flight, job, name, val, synth)
  select w.flight, w.job, v.key, v.value, false from wanted w, jsonb_each_text(w.runvars) as v
), touched as (
  insert into flights_harness_touched (flight, harness) select flight, ${harness}::text from new_flight
)
select flight as "flight" from new_flight;
