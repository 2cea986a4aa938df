-- Sets a runvar that the run made. Params: flight int, job text, name text, value text.
insert into runvars (flight, job, name, val, synth) values (${flight}::int, ${job}::text, ${name}::text, ${value}::text, true)
on conflict (flight, job, name) do update set val = excluded.val, synth = true;
