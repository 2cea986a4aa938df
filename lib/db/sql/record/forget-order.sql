-- Forgets what the runners of a flight were told. Params: flight int.
delete from flight_orders where flight = ${flight}::int;
