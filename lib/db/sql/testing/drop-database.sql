-- no-explain: a utility statement
-- Drops a database, with the sessions in it. Params: database, an identifier.
drop database if exists ${database:name} with (force);
