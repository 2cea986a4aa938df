-- The newest flight of the branches and blessings in which each of some tests passed; no row: none.
-- Params: jobs text[] and testids text[] (pairs), branches text[], blessings text[], maxFlight int. Rows: any order.
select wanted.job, wanted.testid, passed.flight
from unnest(${jobs}::text[], ${testids}::text[]) wanted (job, testid)
     cross join lateral (
       select s.flight
       from steps s join flights f using (flight)
       where s.job = wanted.job and s.testid = wanted.testid and s.status = 'pass'
             and f.branch = any (${branches}::text[]) and f.blessing = any (${blessings}::text[])
             and s.flight <= ${maxFlight}::int
       order by s.flight desc limit 1) passed;
