-- Deletes the events from before a moment. Params: before timestamptz.
delete from job_events where at < ${before}::timestamptz;
