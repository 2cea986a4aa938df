-- no-explain: a utility statement
-- Starts a transaction that reads a consistent snapshot. No params.
begin isolation level repeatable read read only;
