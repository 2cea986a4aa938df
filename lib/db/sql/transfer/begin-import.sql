-- no-explain: a utility statement
-- Begins a change that happens as a whole or not at all. No params.
begin;
