-- no-explain: a utility statement
-- Drops sequences, and what refers to them. Params: sequences, identifiers.
drop sequence if exists ${sequences:name} cascade;
