-- Records that a user holds a host, or waits for it. Params: host text, taskid int, kind text (allocate, block), reason text, who text,
-- pending bool, expiresAtMs float8 (null: never). Rows: none.
insert into host_holds (hostname, taskid, kind, reason, who, pending, since, expires_at)
values (
  ${host}::text, ${taskid}::int, ${kind}::text, ${reason}::text, ${who}::text, ${pending}::bool, clock_timestamp(),
  to_timestamp(${expiresAtMs}::float8 / 1000)
);
