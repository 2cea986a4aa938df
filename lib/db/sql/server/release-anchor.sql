-- Releases the lock of hold-anchor. No params.
select pg_advisory_unlock_shared(7305809841213) as "released";
