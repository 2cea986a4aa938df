-- The newest runs of a test of a job. Params: job text, testid text, branches text[] and blessings text[] (null: any),
-- maxFlight int, maxRows int. Rows: the newest flight first; time in seconds, 0: not started.
select f.flight, f.branch, f.blessing, f.started, s.job, s.testid, s.stepno, s.status,
       ((s.finished - s.started) * 1000)::float8 as "durationMs",
       (select coalesce(jsonb_object_agg(r.name, r.val), '{}') from runvars r
        where r.flight = s.flight and r.job = s.job and (r.name = 'host' or r.name like '%\_host')) as hosts
from steps s join flights f using (flight)
where s.job = ${job}::text and s.testid = ${testid}::text and s.flight <= ${maxFlight}::int
      and (${branches}::text[] is null or f.branch = any (${branches}::text[]))
      and (${blessings}::text[] is null or f.blessing = any (${blessings}::text[]))
order by s.flight desc limit ${maxRows}::int;
