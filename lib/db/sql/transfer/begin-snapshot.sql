-- no-explain: a utility statement
-- Begins to read everything as it is at one moment. No params.
begin isolation level repeatable read read only;
