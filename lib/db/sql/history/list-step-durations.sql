-- How long the steps of a job take when they pass: medians over the newest 10 flights before one that have the job.
-- Params: job text, flight int. Rows: any order.
with newest as materialized (
  select flight from jobs where job = ${job}::text and flight < ${flight}::int order by flight desc limit 10
)
select s.testid as "testid",
       percentile_cont(0.5) within group (order by coalesce(
         extract(epoch from d.finished_ms - d.started_ms) * 1000, (s.finished - s.started) * 1000.0))::float8 as "medianMs"
from newest
     join steps s on s.flight = newest.flight and s.job = ${job}::text and s.status = 'pass' and s.finished is not null
     left join step_details d on d.flight = s.flight and d.job = s.job and d.stepno = s.stepno
where s.testid is not null
group by s.testid;
