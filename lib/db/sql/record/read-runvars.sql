-- The runvars of a flight's jobs; of all jobs or of one. Params: flight int, job text or null.
select job as "job", name as "name", coalesce(val, '') as "value", synth as "synth"
from runvars
where flight = ${flight}::int and (${job}::text is null or job = ${job}::text)
order by job collate "C", name collate "C";
