-- Records that a harness revision worked on a flight. Params: flight int, harness text.
insert into flights_harness_touched (flight, harness) values (${flight}::int, ${harness}::text) on conflict do nothing;
