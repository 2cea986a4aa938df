-- Records how a step ended, unless somebody has done so already. Params: flight int, job text, stepno int, status text,
-- reason text, errorCode text, blame text (each or null), at timestamptz, again boolean (an earlier attempt may have done
-- it). One row; none: it was not running any more.
with earlier as (
  select s.stepno from steps s join step_details d using (flight, job, stepno)
  where ${again}::boolean and s.flight = ${flight}::int and s.job = ${job}::text and s.stepno = ${stepno}::int
        and s.status = ${status}::text and d.finished_ms = ${at}::timestamptz
), ended as (
  update steps set status = ${status}::text, finished = floor(extract(epoch from ${at}::timestamptz))::int
  where flight = ${flight}::int and job = ${job}::text and stepno = ${stepno}::int and status = 'running'
  returning flight, job, stepno
), detailed as (
  insert into step_details (flight, job, stepno, reason, error_code, blame, finished_ms)
  select flight, job, stepno, ${reason}::text, ${errorCode}::text, ${blame}::text, ${at}::timestamptz from ended
  on conflict (flight, job, stepno) do update
  set reason = excluded.reason, error_code = excluded.error_code, blame = excluded.blame, finished_ms = excluded.finished_ms
  returning stepno
)
select stepno as "stepno" from detailed union all select stepno from earlier;
