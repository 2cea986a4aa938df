-- Pins the files of a flight, unless they have expired. Params: flight int, who text, reason text. One row: when they were
-- deleted, or null; none: there is no such flight.
insert into flight_files (flight, pinned_by, pinned_why)
select flight, ${who}::text, ${reason}::text from flights where flight = ${flight}::int
on conflict (flight) do update
set pinned_by = case when flight_files.expired_at is null then excluded.pinned_by end,
    pinned_why = case when flight_files.expired_at is null then excluded.pinned_why end
returning expired_at as "expiredAt";
