-- The stored files of a job, by path. Params: flight int, job text.
select path as "path", bytes as "bytes", sha256 as "sha256", stashed_at as "stashedAt"
from stash_files where flight = ${flight}::int and job = ${job}::text order by path collate "C";
