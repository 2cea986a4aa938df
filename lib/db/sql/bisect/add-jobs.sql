-- Adds queued jobs with their runvars to a flight. Params: flight int, harness text,
-- jobs jsonb: [{ job, recipe, runvars: { NAME: VALUE } }].
with wanted as (
  select j.job, j.recipe, j.runvars
  from jsonb_to_recordset(${jobs:json}::jsonb) as j (job text, recipe text, runvars jsonb)
), new_jobs as (
  insert into jobs (flight, job, recipe, status) select ${flight}::int, job, recipe, 'queued' from wanted
), touched as (
  insert into flights_harness_touched (flight, harness) values (${flight}::int, ${harness}::text) on conflict do nothing
)
insert into runvars (flight, job, name, val, synth)
select ${flight}::int, w.job, v.key, v.value, false from wanted w, jsonb_each_text(w.runvars) as v;
