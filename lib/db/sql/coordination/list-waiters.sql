-- Lists the jobs that wait in the queue, in order. No params. Rows: job text, peer text, place int, info jsonb, sinceMs float8.
select job, peer, place, info, (extract(epoch from since) * 1000)::float8 as "sinceMs"
from queue_waiters
order by place;
