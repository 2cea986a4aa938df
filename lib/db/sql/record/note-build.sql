-- Records the digest of the inputs of a build that passed. Params: flight int, job text, digest text.
-- repeatable: the same row is written again
insert into build_digests (flight, job, digest) values (${flight}::int, ${job}::text, ${digest}::text)
on conflict (flight, job) do update set digest = excluded.digest;
