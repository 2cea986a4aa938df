-- Aborts jobs of a flight that are not over: those that run end as soon as their harness sees it. Params: flight int,
-- jobs text[] (null: all), note jsonb: the event with the user and the reason (its job is added), at timestamptz.
-- Rows: the jobs that are aborted now.
with aborted as (
  update jobs j set status = 'aborted'
  where j.flight = ${flight}::int and (${jobs}::text[] is null or j.job = any (${jobs}::text[]))
        and j.status in ('stopped', 'queued', 'retriable', 'play', 'preparing', 'running')
  returning j.flight, j.job
), noted as (
  insert into job_events (flight, job, at, kind, event)
  select flight, job, ${at}::timestamptz, 'progress', ${note:json}::jsonb || jsonb_build_object('job', job) from aborted
)
select job as "job" from aborted order by job collate "C";
