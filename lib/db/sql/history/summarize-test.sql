-- When a test of a job first and last passed and failed. Params: job text, testid text, branches text[] and blessings
-- text[] (null: any), maxFlight int. One row; flights null where there is none.
select count(*)::int as runs, (count(*) filter (where s.status = 'pass'))::int as passes,
       min(s.flight) filter (where s.status = 'pass') as "firstPass",
       max(s.flight) filter (where s.status = 'pass') as "lastPass",
       min(s.flight) filter (where s.status = 'fail') as "firstFail",
       max(s.flight) filter (where s.status = 'fail') as "lastFail"
from steps s join flights f using (flight)
where s.job = ${job}::text and s.testid = ${testid}::text and s.flight <= ${maxFlight}::int
      and (${branches}::text[] is null or f.branch = any (${branches}::text[]))
      and (${blessings}::text[] is null or f.blessing = any (${blessings}::text[]));
