-- Adds an inhibition of the queue. Params: endsAtMs float8, why text.
insert into queue_inhibitions (ends_at, why) values (to_timestamp(${endsAtMs}::float8 / 1000), ${why}::text);
