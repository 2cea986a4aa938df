-- Sets aside what a run of a job recorded, so that the job can be run again: only in one of some statuses, and while no
-- live task has it. In a serialisable transaction. Params: flight int, job text, statuses text[], why text,
-- at timestamptz. One row: the attempt; none: it is not to be run again.
with found as (
  select j.flight, j.job, j.status, t.taskid,
         coalesce((select max(a.attempt) from job_attempts a where a.flight = j.flight and a.job = j.job), 0) + 1 as attempt
  from jobs j left join job_tasks t on t.flight = j.flight and t.job = j.job
  where j.flight = ${flight}::int and j.job = ${job}::text and j.status = any (${statuses}::text[])
        and not exists (select from tasks where tasks.taskid = t.taskid and tasks.live)
), archived as (
  insert into job_attempts (flight, job, attempt, status, why, taskid, archived_at, steps, runvars)
  select f.flight, f.job, f.attempt, f.status, ${why}::text, f.taskid, ${at}::timestamptz,
         coalesce((select jsonb_agg(jsonb_build_object(
                     'stepno', s.stepno, 'script', s.step, 'testid', s.testid, 'status', s.status, 'host', d.host,
                     'started', s.started, 'finished', s.finished, 'startedAt', d.started_ms, 'finishedAt', d.finished_ms,
                     'reason', d.reason, 'errorCode', d.error_code, 'blame', d.blame) order by s.stepno)
                   from steps s left join step_details d using (flight, job, stepno)
                   where s.flight = f.flight and s.job = f.job), '[]'),
         coalesce((select jsonb_object_agg(r.name, r.val) from runvars r
                   where r.flight = f.flight and r.job = f.job and r.synth), '{}')
  from found f
  returning flight, job, attempt
), steps_gone as (
  delete from steps s using archived a where s.flight = a.flight and s.job = a.job
), runvars_gone as (
  delete from runvars r using archived a
  where r.flight = a.flight and r.job = a.job and r.synth
        and not exists (select from job_inputs i where i.flight = r.flight and i.job = r.job and i.name = r.name)
), inputs_back as (
  update runvars r set val = i.val, synth = false from archived a join job_inputs i on i.flight = a.flight and i.job = a.job
  where r.flight = i.flight and r.job = i.job and r.name = i.name
), inputs_gone as (
  delete from job_inputs i using archived a where i.flight = a.flight and i.job = a.job
), task_gone as (
  delete from job_tasks t using archived a where t.flight = a.flight and t.job = a.job
), digest_gone as (
  delete from build_digests d using archived a where d.flight = a.flight and d.job = a.job
), events_moved as (
  update job_events e set attempt = a.attempt from archived a
  where e.flight = a.flight and e.job = a.job and e.attempt is null
), files_moved as (
  update stash_files s set path = 'attempt-' || a.attempt || '/' || s.path from archived a
  where s.flight = a.flight and s.job = a.job and s.path not like 'attempt-%/%'
), again as (
  update jobs j set status = 'retriable' from archived a where j.flight = a.flight and j.job = a.job
)
select attempt as "attempt" from archived;
