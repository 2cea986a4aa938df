-- Flights with exactly the same definition as one. Params: flight int, branch text, blessings text[], since int (the
-- lowest flight), blessing text (that they must have). Looks from the oldest of the newest 100 flights with one of the
-- blessings on. Rows by flight.
with newest as (
  select flight from flights
  where branch = ${branch}::text and blessing = any (${blessings}::text[]) and flight >= ${since}::int
  order by flight desc limit 100
), wanted as (
  select jsonb_object_agg(job || ' ' || name, coalesce(val, '')) as runvars
  from runvars where flight = ${flight}::int and not synth
)
select f.flight as "flight", f.started as "startedSeconds", f.blessing as "blessing"
from flights f
where f.branch = ${branch}::text and f.blessing = ${blessing}::text
      and f.flight >= (select min(flight) from newest) and f.flight <> ${flight}::int
      and (select runvars from wanted) = (
        select jsonb_object_agg(r.job || ' ' || r.name, coalesce(r.val, ''))
        from runvars r where r.flight = f.flight and not r.synth)
order by f.flight;
