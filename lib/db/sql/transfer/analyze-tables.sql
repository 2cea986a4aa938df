-- no-explain: a utility statement
-- Lets the planner know what is in the tables. No params.
analyze;
