-- Lists the flights whose files may expire, oldest first: all of their jobs are over, they are not pinned, and no job that
-- is still to run needs what they built. Params: before timestamptz. Rows: bytes counts what is recorded of their files.
with needed as (
  select distinct split_part(r.val, '.', 1)::int as flight
  from jobs j join runvars r on r.flight = j.flight and r.job = j.job
  where j.status not in ('pass', 'fail', 'broken', 'blocked', 'aborted', 'starved', 'stopped')
        and r.name like '%buildjob' and r.val ~ '^[0-9]{1,9}\.'
)
select f.flight as "flight", to_timestamp(f.started) as "startedAt", sum(s.bytes)::float8 as "bytes"
from flights f join stash_files s on s.flight = f.flight
where f.started > 0 and f.started < extract(epoch from ${before}::timestamptz)
      and not exists (select from flight_files x
                      where x.flight = f.flight and (x.expired_at is not null or x.pinned_by is not null))
      and not exists (select from jobs j
                      where j.flight = f.flight
                            and j.status not in ('pass', 'fail', 'broken', 'blocked', 'aborted', 'starved', 'stopped'))
      and f.flight not in (select flight from needed)
group by f.flight
order by f.started, f.flight;
