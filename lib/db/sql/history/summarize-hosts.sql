-- What some hosts did last, and when they last failed. Params: hosts text[], maxFlight int. Rows: hosts that were ever
-- used; times in seconds since 1970, 0: not started.
select wanted.host, latest.flight as "lastFlight", latest.job as "lastJob", latest.status as "lastStatus",
       latest.started as "lastStarted", failed.flight as "failedFlight", failed.job as "failedJob",
       failed.status as "failedStatus", failed.started as "failedStarted"
from unnest(${hosts}::text[]) wanted (host)
     cross join lateral (
       select r.flight, r.job, j.status, f.started
       from runvars r join jobs j using (flight, job) join flights f using (flight)
       where r.val = wanted.host and (r.name = 'host' or r.name like '%\_host') and r.flight <= ${maxFlight}::int
       order by r.flight desc limit 1) latest
     left join lateral (
       select r.flight, r.job, j.status, f.started
       from runvars r join jobs j using (flight, job) join flights f using (flight)
       where r.val = wanted.host and (r.name = 'host' or r.name like '%\_host') and r.flight <= ${maxFlight}::int
             and j.status in ('fail', 'broken')
       order by r.flight desc limit 1) failed on true;
