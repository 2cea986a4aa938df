-- Records an order to the runners of a flight. Params: flight int, kind text, who text, reason text, at timestamptz.
-- One row; none: there is no such flight.
insert into flight_orders (flight, kind, who, reason, ordered_at)
select flight, ${kind}::text, ${who}::text, ${reason}::text, ${at}::timestamptz from flights where flight = ${flight}::int
on conflict (flight) do update
set kind = excluded.kind, who = excluded.who, reason = excluded.reason, ordered_at = excluded.ordered_at
returning flight as "flight";
