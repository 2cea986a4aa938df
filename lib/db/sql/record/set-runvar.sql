-- Sets a runvar that the run made; an input of this name is kept aside. Params: flight int, job text, name text, value text.
with kept as (
  insert into job_inputs (flight, job, name, val)
  select flight, job, name, val from runvars
  where flight = ${flight}::int and job = ${job}::text and name = ${name}::text and not synth
  on conflict do nothing
)
insert into runvars (flight, job, name, val, synth) values (${flight}::int, ${job}::text, ${name}::text, ${value}::text, true)
on conflict (flight, job, name) do update set val = excluded.val, synth = true;
