-- The steps of a flight's jobs in order; of all jobs or of one. Params: flight int, job text or null.
select s.flight as "flight", s.job as "job", s.stepno as "stepno", s.step as "script", coalesce(s.testid, '') as "testid",
       s.status as "status",
       coalesce(d.started_ms, case when s.started > 0 then to_timestamp(s.started) end) as "startedAt",
       coalesce(d.finished_ms, case when s.finished > 0 then to_timestamp(s.finished) end) as "finishedAt",
       d.reason as "reason", d.error_code as "errorCode", d.blame as "blame", d.host as "host"
from steps s left join step_details d using (flight, job, stepno)
where s.flight = ${flight}::int and (${job}::text is null or s.job = ${job}::text)
order by s.job collate "C", s.stepno;
