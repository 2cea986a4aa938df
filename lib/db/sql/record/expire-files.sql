-- Records that the files of a flight are deleted, unless a user has pinned them. Params: flight int, at timestamptz.
-- One row; none: they are pinned, or gone already.
insert into flight_files (flight, expired_at) values (${flight}::int, ${at}::timestamptz)
on conflict (flight) do update set expired_at = excluded.expired_at
where flight_files.pinned_by is null and flight_files.expired_at is null
returning flight as "flight";
