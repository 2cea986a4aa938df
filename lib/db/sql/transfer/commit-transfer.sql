-- no-explain: a utility statement
-- Ends a transaction. No params.
commit;
