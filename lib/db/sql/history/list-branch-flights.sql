-- The newest flights of a branch: how many jobs ended how, and what they were to test. Params: branch text, blessings
-- text[] (null: any), maxFlight int, maxRows int. Rows: the newest first; time in seconds, 0: not started.
with newest as materialized (
  select flight, blessing, intended, started from flights
  where branch = ${branch}::text and flight <= ${maxFlight}::int
        and (${blessings}::text[] is null or blessing = any (${blessings}::text[]))
  order by flight desc limit ${maxRows}::int
)
select newest.*, jobs.jobs, revisions.revisions
from newest
     cross join lateral (
       select coalesce(jsonb_object_agg(c.status, c.count), '{}') as jobs
       from (select status, count(*)::int from jobs j where j.flight = newest.flight group by status) c) jobs
     cross join lateral (
       select coalesce(jsonb_object_agg(c.tree, c.revision), '{}') as revisions
       from (select substr(r.name, 10) as tree, min(r.val) as revision
             from runvars r
             where r.flight = newest.flight and r.name like 'revision\_%' and r.val <> '' and r.job not like 'build-%-prev'
             group by r.name having count(distinct r.val) = 1) c) revisions
order by newest.flight desc;
