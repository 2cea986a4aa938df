-- Sets a job's status, unless it is aborted or broken already. Params: flight int, job text, status text.
-- One row: the status now in force, and whether it was set; none: no such job.
with found as (
  select flight, job, status from jobs where flight = ${flight}::int and job = ${job}::text for update
), changed as (
  update jobs j set status = ${status}::text
  from found
  where j.flight = found.flight and j.job = found.job and found.status not in ('aborted', 'broken')
  returning j.status
)
select coalesce((select status from changed), found.status) as "status", exists (select from changed) as "changed" from found;
