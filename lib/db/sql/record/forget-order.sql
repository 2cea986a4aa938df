-- Deletes the order to the runners of a flight. Params: flight int.
-- repeatable: a deleted order is not found again
delete from flight_orders where flight = ${flight}::int;
