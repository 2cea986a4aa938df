-- Which of some jobs are there. Params: wanted jsonb: [{ flight, job }]. Rows: those that are.
select j.flight as "flight", j.job as "job"
from jsonb_to_recordset(${wanted}::jsonb) as w (flight int, job text)
     join jobs j on j.flight = w.flight and j.job = w.job
group by j.flight, j.job;
