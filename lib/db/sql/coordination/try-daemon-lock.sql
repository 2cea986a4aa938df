-- The right to be the one daemon of its kind, for as long as the session lives. Params: lockClass int, lock int. Rows: locked boolean.
select pg_try_advisory_lock(${lockClass}::int, ${lock}::int) as "locked";
