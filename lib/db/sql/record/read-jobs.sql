-- The jobs of a flight, by name; of all or of one. Params: flight int, job text or null.
select flight as "flight", job as "job", coalesce(recipe, '') as "recipe", status as "status"
from jobs
where flight = ${flight}::int and (${job}::text is null or job = ${job}::text)
order by job collate "C";
