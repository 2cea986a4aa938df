-- no-explain: a utility statement
-- Starts the transaction of an import. No params.
begin;
