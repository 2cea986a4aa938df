-- no-explain: a utility statement
-- Makes a database as a copy of another that nobody is connected to. Params: database, template, identifiers.
create database ${database:name} template ${template:name} strategy file_copy;
