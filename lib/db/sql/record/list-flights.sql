-- The newest flights, with how many jobs are in which status. Params: branches text[] and blessings text[] (null: any),
-- maxRows int. Rows: the newest first.
with newest as materialized (
  select flight, branch, blessing, intended, started from flights
  where (${branches}::text[] is null or branch = any (${branches}::text[]))
        and (${blessings}::text[] is null or blessing = any (${blessings}::text[]))
  order by flight desc limit ${maxRows}::int
)
select n.flight as "flight", n.branch as "branch", n.blessing as "blessing", n.intended as "intended",
       case when n.started > 0 then to_timestamp(n.started) end as "startedAt", counts.jobs as "jobs"
from newest n
     cross join lateral (
       select coalesce(jsonb_object_agg(c.status, c.count), '{}') as jobs
       from (select status, count(*)::int from jobs j where j.flight = n.flight group by status) c) counts
order by n.flight desc;
