-- no-explain: a utility statement
-- Gives a database its final name. Params: database, newName, identifiers.
alter database ${database:name} rename to ${newName:name};
