-- Lists the inhibitions that have not ended. Params: nowMs float8. Rows: endsAtMs float8, why text.
select (extract(epoch from ends_at) * 1000)::float8 as "endsAtMs", why
from queue_inhibitions
where ends_at > to_timestamp(${nowMs}::float8 / 1000)
order by ends_at;
