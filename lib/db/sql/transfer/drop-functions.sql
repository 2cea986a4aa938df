-- no-explain: a utility statement
-- Drops functions, and what refers to them. Params: functions, identifiers.
drop function if exists ${functions:name} cascade;
