-- Records a stored file of a job, in place of one of the same path. Params: flight int, job text, path text, bytes bigint,
-- sha256 text, at timestamptz.
-- repeatable: the same row is written again
insert into stash_files (flight, job, path, bytes, sha256, stashed_at)
values (${flight}::int, ${job}::text, ${path}::text, ${bytes}::bigint, ${sha256}::text, ${at}::timestamptz)
on conflict (flight, job, path) do update
set bytes = excluded.bytes, sha256 = excluded.sha256, stashed_at = excluded.stashed_at;
