-- The newest runs of a job with their hosts, revisions and failures. Params: job text, branches text[] and blessings
-- text[] (null: any), maxFlight int, maxRows int. Rows: the newest flight first; time in seconds, 0: not started.
with runs as materialized (
  select f.flight, f.branch, f.intended, f.blessing, f.started, j.job, j.status
  from jobs j join flights f using (flight)
  where j.job = ${job}::text and j.flight <= ${maxFlight}::int
        and (${branches}::text[] is null or f.branch = any (${branches}::text[]))
        and (${blessings}::text[] is null or f.blessing = any (${blessings}::text[]))
  order by j.flight desc limit ${maxRows}::int
)
select runs.*, hosts.hosts, harness.harness, revisions.revisions, steps.failures, steps."durationMs"
from runs
     cross join lateral (
       select coalesce(jsonb_object_agg(r.name, r.val), '{}') as hosts
       from runvars r
       where r.flight = runs.flight and r.job = runs.job and (r.name = 'host' or r.name like '%\_host')) hosts
     cross join lateral (
       select coalesce(array_agg(h.harness order by h.harness collate "C"), '{}') as harness
       from flights_harness_touched h where h.flight = runs.flight) harness
     cross join lateral (
       select coalesce(jsonb_object_agg(built.label, built.revision), '{}') as revisions
       from (
         select substr(r.name, 16) as label, r.val as revision
         from runvars r
         where r.flight = runs.flight and r.job = runs.job and r.name like 'built\_revision\_%' and r.val <> ''
         union all
         select substr(b.name, 16) || ' (' || coalesce(nullif(left(u.name, -8), ''), 'build') || ')', b.val
         from runvars u
              join runvars b on b.flight = case when u.val ~ '^[0-9]{1,9}[.]' then split_part(u.val, '.', 1)::int
                                                else u.flight end
                                and b.job = regexp_replace(u.val, '^[0-9]*[.]', '')
         where u.flight = runs.flight and u.job = runs.job and u.name like '%buildjob'
               and b.name like 'built\_revision\_%' and b.val <> '') built) revisions
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('stepno', s.stepno, 'testid', coalesce(s.testid, ''), 'status', s.status)
                                 order by s.stepno) filter (where s.status not in ('pass', 'skip')), '[]') as failures,
              (sum(s.finished - s.started) filter (where s.step <> 'ts-hosts-allocate'))::float8 * 1000 as "durationMs"
       from steps s where s.flight = runs.flight and s.job = runs.job) steps
order by runs.flight desc;
