-- What became of the files of a flight. Params: flight int. One row; none: nothing.
select expired_at as "expiredAt" from flight_files where flight = ${flight}::int;
