-- When the revision of the baseline and the one under test were tested. Params: branch text, blessing text,
-- maxFlight int, tree text, this text, that text. One row; flights null where there is none, times as in flights.started.
with looked as materialized (
  select flight, started from flights
  where branch = ${branch}::text and blessing = ${blessing}::text and flight <= ${maxFlight}::int
), tested as materialized (
  select distinct r.flight, r.val as revision
  from runvars r join looked using (flight)
  where ${tree}::text <> 'osstest' and r.name like '%revision\_%' and r.name = 'revision_' || ${tree}::text
        and r.val in (${this}::text, ${that}::text) and r.job not like 'build-%-prev'
  union
  select h.flight, h.harness
  from flights_harness_touched h join looked using (flight)
  where ${tree}::text = 'osstest' and h.harness in (${this}::text, ${that}::text)
), basis as (
  select max(flight) as flight from tested where revision = ${that}::text
), after as (
  select min(flight) as flight, count(*)::int as attempts from looked where flight > (select flight from basis)
), same as (
  select min(flight) as flight, count(*)::int as attempts
  from tested where revision = ${this}::text and flight > coalesce((select flight from basis), -1)
)
select basis.flight as "basisFlight", b.started as "basisStarted",
       after.flight as "afterFlight", a.started as "afterStarted", after.attempts as "attemptsAfter",
       same.flight as "sameFlight", s.started as "sameStarted", same.attempts as "attemptsSame"
from basis cross join after cross join same
     left join looked b on b.flight = basis.flight
     left join looked a on a.flight = after.flight
     left join looked s on s.flight = same.flight;
