-- Sets a runvar that the run made, while the job is ours; an input of this name is kept aside. Params: flight int, job text,
-- name text, value text, taskId int or null. One row; none: the job was taken from us.
-- repeatable: the same value is set again, and the input is stored only once
with ours as (
  select where (${taskId}::int is null or exists (
    select from job_tasks o join tasks t on t.taskid = o.taskid and t.live
    where o.flight = ${flight}::int and o.job = ${job}::text and o.taskid = ${taskId}::int))
), kept as (
  insert into job_inputs (flight, job, name, val)
  select flight, job, name, val from runvars
  where flight = ${flight}::int and job = ${job}::text and name = ${name}::text and not synth and exists (select from ours)
  on conflict do nothing
)
insert into runvars (flight, job, name, val, synth) select ${flight}::int, ${job}::text, ${name}::text, ${value}::text, true from ours
on conflict (flight, job, name) do update set val = excluded.val, synth = true
returning name as "name";
