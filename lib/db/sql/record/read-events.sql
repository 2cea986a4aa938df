-- The events of a job's present run, oldest first, those after one that is known. Params: flight int, job text, after bigint (0: all).
select eventno as "eventno", event as "event"
from job_events
where flight = ${flight}::int and job = ${job}::text and eventno > ${after}::bigint and attempt is null
order by eventno;
