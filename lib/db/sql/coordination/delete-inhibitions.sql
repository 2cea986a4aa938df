-- Deletes the inhibitions that end before a moment. Params: beforeMs float8.
delete from queue_inhibitions where ends_at <= to_timestamp(${beforeMs}::float8 / 1000);
