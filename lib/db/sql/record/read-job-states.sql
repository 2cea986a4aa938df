-- Reads the states of the jobs of a flight, for their runner. Params: flight int. Rows: by name; holder: the live task that has the
-- job; lost: its harness was killed; failed: testids that failed; attempts: why it was run again, how often.
select j.job as "job", coalesce(j.recipe, '') as "recipe", j.status as "status", live.taskid as "holder",
       t.lost_at is not null as "lost",
       coalesce((select jsonb_agg(s.testid order by s.stepno) from steps s
                 where s.flight = j.flight and s.job = j.job and s.status = 'fail'), '[]') as "failed",
       coalesce((select jsonb_object_agg(a.why, a.count)
                 from (select why, count(*)::int from job_attempts b where b.flight = j.flight and b.job = j.job
                       group by why) a), '{}') as "attempts"
from jobs j
     left join job_tasks t on t.flight = j.flight and t.job = j.job
     left join tasks live on live.taskid = t.taskid and live.live
where j.flight = ${flight}::int
order by j.job collate "C";
