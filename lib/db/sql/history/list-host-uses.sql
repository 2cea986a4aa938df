-- The newest uses of a host that have got as far as a finished step. Params: host text, maxFlight int, maxRows int.
-- Rows: by the end of the last finished step, the newest first; times in seconds since 1970.
with uses as materialized ( -- more than are asked for, since a later flight may end earlier
  select r.flight, r.job, r.name as role
  from runvars r
  where r.val = ${host}::text and (r.name = 'host' or r.name like '%\_host') and r.flight <= ${maxFlight}::int
  order by r.flight desc limit 3 * ${maxRows}::int
)
select uses.flight, f.branch, f.intended, f.blessing, uses.job, j.status, uses.role,
       booking.testid as "bookingTestid", booking.status as "bookingStatus", booking.finished as "bookingFinished",
       steps.finished, steps.failures
from uses join flights f using (flight) join jobs j using (flight, job)
     cross join lateral (
       select max(s.finished) as finished,
              coalesce(jsonb_agg(jsonb_build_object('stepno', s.stepno, 'testid', coalesce(s.testid, ''), 'status', s.status)
                                 order by s.stepno) filter (where s.status not in ('pass', 'skip')), '[]') as failures
       from steps s where s.flight = uses.flight and s.job = uses.job) steps
     left join lateral (
       select coalesce(s.testid, '') as testid, s.status, s.finished
       from steps s
       where s.flight = uses.flight and s.job = uses.job
             and (s.testid = 'hosts-allocate' or s.step = 'ts-hosts-allocate')
       order by s.stepno limit 1) booking on true
where steps.finished is not null
order by steps.finished desc, uses.flight desc, uses.job collate "C", uses.role collate "C" limit ${maxRows}::int;
