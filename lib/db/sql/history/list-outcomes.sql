-- How some tests ended in some flights. Params: flights int[], jobs text[] and testids text[] (pairs). Rows: any order.
select s.flight, s.job, s.testid, s.status
from unnest(${jobs}::text[], ${testids}::text[]) wanted (job, testid)
     cross join unnest(${flights}::int[]) f (flight)
     join steps s on s.flight = f.flight and s.job = wanted.job and s.testid = wanted.testid;
