-- Changes a flight's blessing where it has one of those expected, or is a play flight. Params: flight int,
-- blessing text, expected text[]. One row: the blessing found before and whether it was changed; none: no such flight.
with found as (
  select flight, blessing from flights where flight = ${flight}::int for update
), changed as (
  update flights f set blessing = ${blessing}::text
  from found
  where f.flight = found.flight and (found.blessing = any (${expected}::text[]) or found.blessing ~ '\mplay\M')
  returning f.flight
)
select found.blessing as "found", exists (select from changed) as "changed" from found;
