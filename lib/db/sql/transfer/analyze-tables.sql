-- no-explain: a utility statement
-- Updates the planner's statistics of the tables. No params.
analyze;
