-- no-explain: a utility statement
-- Makes an empty database. Params: database, an identifier.
create database ${database:name} template template0 encoding 'UTF8' locale 'C';
