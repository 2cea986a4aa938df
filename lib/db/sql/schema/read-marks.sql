-- Which harness each migration still allows. No params.
select migration as "migration", oldest_harness as "oldestHarness" from schema_marks;
