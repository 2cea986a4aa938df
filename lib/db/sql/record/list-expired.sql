-- Lists the given flights whose files are deleted. Params: flights int[]. Rows: flight.
select flight as "flight" from flight_files where flight = any (${flights}::int[]) and expired_at is not null order by flight;
