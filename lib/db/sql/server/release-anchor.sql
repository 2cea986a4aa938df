-- Takes back what hold-anchor said. No params.
select pg_advisory_unlock_shared(7305809841213) as "released";
