-- Says "in use" for as long as the session lives; waits while a leaver finds out whether it is the last. No params.
select pg_advisory_lock_shared(7305809841213) is null as "held";
