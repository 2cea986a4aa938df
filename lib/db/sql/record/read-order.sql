-- Reads the order to the runners of a flight. Params: flight int. At most one row.
select kind as "kind", who as "who", reason as "reason", ordered_at as "orderedAt"
from flight_orders where flight = ${flight}::int;
