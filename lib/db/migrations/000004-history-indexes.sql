-- What the history of a branch, a job, a test, a box or a revision is found by. Indexes only: nothing changes for the
-- original, which has none of them. On a large database they take minutes, during which nobody can write.

-- The newest flights that have a job.
create index if not exists jobs_job_flight on jobs (job, flight);
-- The newest flights in which a test passed, and whether it ever did.
create index if not exists steps_job_testid on steps (job, testid, flight) include (status);
-- The flights that tested a revision: revision_TREE and built_revision_TREE.
create index if not exists runvars_revision on runvars (name, flight) include (job, val) where name like '%revision\_%';
-- Jobs that use what another flight built, as those of bisections do.
create index if not exists runvars_foreign_build on runvars (flight) include (job, val)
  where name like '%buildjob' and val ~ '^[0-9]{1,9}[.]';
-- What ran on a box.
create index if not exists runvars_host on runvars (val, flight) include (job, name)
  where name = 'host' or name like '%\_host';

insert into schema_marks (migration, oldest_harness) values ('000004-history-indexes', '0.1.0');
