-- Which of some flights have which of some jobs, and are among the newest 1000 of the branches and blessings that do.
-- Params: flights int[], jobs text[], branches text[], blessings text[], maxFlight int, excluded int[], unlimited boolean
-- (the flights were named, so that the limit does not count). Rows: any order.
with looked as materialized (
  select flight from flights
  where not ${unlimited}::boolean
        and branch = any (${branches}::text[]) and blessing = any (${blessings}::text[])
        and flight <= ${maxFlight}::int and flight <> all (${excluded}::int[])
        and flight >= (select min(flight) from unnest(${flights}::int[]) f (flight))
), oldest as materialized (
  select wanted.job, (
           select j.flight from jobs j join looked using (flight)
           where j.job = wanted.job order by j.flight desc offset 999 limit 1) as flight
  from unnest(${jobs}::text[]) wanted (job)
  where (select count(*) from looked) > 1000
)
select j.flight, j.job
from unnest(${flights}::int[]) f (flight)
     join jobs j on j.flight = f.flight and j.job = any (${jobs}::text[])
     left join oldest on oldest.job = j.job
where oldest.flight is null or j.flight >= oldest.flight;
