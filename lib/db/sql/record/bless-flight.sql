-- Changes a flight's blessing where it has one of those expected, or is a play flight. Params: flight int,
-- blessing text, expected text[], again boolean (an earlier attempt may have done it). One row: the blessing found before and whether it was changed; none: no such flight.
-- repeatable: an earlier attempt is recognised by `again`
with found as (
  select flight, blessing from flights where flight = ${flight}::int for update
), changed as (
  update flights f set blessing = ${blessing}::text
  from found
  where f.flight = found.flight
    and (found.blessing = any (${expected}::text[]) or found.blessing ~ '\mplay\M'
         or (${again}::boolean and found.blessing = ${blessing}::text))
  returning f.flight
)
select found.blessing as "found", exists (select from changed) as "changed" from found;
