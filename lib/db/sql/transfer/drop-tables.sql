-- no-explain: a utility statement
-- Drops tables, and what refers to them. Params: tables, identifiers.
drop table if exists ${tables:name} cascade;
