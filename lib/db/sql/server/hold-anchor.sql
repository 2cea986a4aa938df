-- Marks the server as in use until the session ends. Waits while a leaving user checks whether it is the last. No params.
select pg_advisory_lock_shared(7305809841213) is null as "held";
