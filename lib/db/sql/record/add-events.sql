-- Appends events. Params: events jsonb: [{ flight, job, at, stepno, kind, event }].
insert into job_events (flight, job, at, stepno, kind, event)
select e.flight, e.job, e.at, e.stepno, e.kind, e.event
from jsonb_to_recordset(${events:json}::jsonb)
       as e (flight int, job text, at timestamptz, stepno int, kind text, event jsonb);
