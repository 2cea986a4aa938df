-- The sequences of our schema. No params.
select sequencename::text as "sequence" from pg_sequences where schemaname = current_schema();
