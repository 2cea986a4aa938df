-- Deletes a flight with all its records. Params: flight int. One row: the flight; none: there is none.
with steps_gone as (
  delete from steps where flight = ${flight}::int
), runvars_gone as (
  delete from runvars where flight = ${flight}::int
), harness_gone as (
  delete from flights_harness_touched where flight = ${flight}::int
), jobs_gone as (
  delete from jobs where flight = ${flight}::int
)
delete from flights where flight = ${flight}::int returning flight as "flight";
