-- no-explain: a setting
-- Lets this session write rows whose references are not checked, so that loading is quick. No params.
set session_replication_role = replica;
