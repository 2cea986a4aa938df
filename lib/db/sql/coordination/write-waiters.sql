-- Writes the jobs that wait in the queue now, in order. Params: waiters jsonb ([{ "job", "peer", "info", "sinceMs" }]).
with gone as (
  delete from queue_waiters
)
insert into queue_waiters (job, peer, place, info, since)
select w.value ->> 'job', w.value ->> 'peer', w.ordinality, w.value -> 'info', to_timestamp((w.value ->> 'sinceMs')::float8 / 1000)
from jsonb_array_elements(${waiters}::jsonb) with ordinality as w;
