-- no-explain: a utility statement
-- All rows of a table, as text. Params: table, columns, identifiers.
copy ${table:name} (${columns:name}) to stdout;
