-- no-explain: a utility statement
-- Creates a database as a copy of another that has no session. Params: database, template, identifiers.
create database ${database:name} template ${template:name} strategy file_copy;
