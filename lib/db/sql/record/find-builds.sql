-- Finds builds that passed with the same inputs and whose files have not expired, the newest first.
-- Params: flight int, job text (the one that asks), digest text. Rows: at most 5.
select d.flight as "flight", d.job as "job"
from build_digests d
     join jobs j on j.flight = d.flight and j.job = d.job and j.status = 'pass'
     left join flight_files f on f.flight = d.flight
where d.digest = ${digest}::text and f.expired_at is null and (d.flight, d.job) <> (${flight}::int, ${job}::text)
order by d.flight desc, d.job collate "C"
limit 5;
