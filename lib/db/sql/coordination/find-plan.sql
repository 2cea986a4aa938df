-- Reads the plan of this name. Params: name text. Rows: document jsonb; none: never written.
select document from coordination_plans where name = ${name}::text;
