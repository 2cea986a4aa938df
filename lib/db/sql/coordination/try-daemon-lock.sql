-- Acquires the lock of the only daemon of its kind, until the session ends. Params: lockClass int, lock int. Rows: locked boolean.
select pg_try_advisory_lock(${lockClass}::int, ${lock}::int) as "locked";
