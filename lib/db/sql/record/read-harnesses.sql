-- The harness revisions that touched a flight. Params: flight int.
select harness as "harness" from flights_harness_touched where flight = ${flight}::int order by harness collate "C";
