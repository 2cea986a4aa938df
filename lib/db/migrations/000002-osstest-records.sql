-- What we record beyond the original: tables of our own, of which the original knows nothing. They go when what they
-- belong to is deleted, also by the original.

-- Which harness can still work with the database; see docs/schema.md.
create table schema_marks (
  migration text not null,
  oldest_harness text not null, -- version of osstest
  constraint schema_marks_pkey primary key (migration)
);
insert into schema_marks (migration, oldest_harness)
values ('000001-original-tables', '0.1.0'), ('000002-osstest-records', '0.1.0');

-- Why a step ended as it did, and when exactly.
create table step_details (
  flight integer not null,
  job character varying not null,
  stepno integer not null,
  reason text, -- one line; null: passed, or still running
  error_code text, -- see docs/errors.md
  blame text, -- test, lab, dependency, operator
  host text, -- the box that it was about
  started_ms timestamp(3) with time zone,
  finished_ms timestamp(3) with time zone,
  constraint step_details_pkey primary key (flight, job, stepno),
  constraint step_details_step_fkey foreign key (flight, job, stepno) references steps (flight, job, stepno) on delete cascade
);

-- Which task runs a job: when the task is dead (or gone) and the job is not final, its harness was killed.
create table job_tasks (
  flight integer not null,
  job character varying not null,
  taskid integer not null, -- no reference to tasks: rows of dead tasks get deleted there
  started_ms timestamp(3) with time zone not null,
  constraint job_tasks_pkey primary key (flight, job),
  constraint job_tasks_job_fkey foreign key (flight, job) references jobs (flight, job) on delete cascade
);
create index job_tasks_taskid on job_tasks (taskid);

-- The files of a job below the stash folder.
create table stash_files (
  flight integer not null,
  job character varying not null,
  path text not null, -- below FLIGHT/JOB/
  bytes bigint not null,
  sha256 text not null, -- hex
  stashed_at timestamp(3) with time zone not null,
  constraint stash_files_pkey primary key (flight, job, path),
  constraint stash_files_job_fkey foreign key (flight, job) references jobs (flight, job) on delete cascade
);

-- The event stream of a job, without the output of commands; pruned by age.
create table job_events (
  eventno bigint generated always as identity,
  flight integer not null,
  job character varying not null,
  at timestamp(3) with time zone not null,
  stepno integer,
  kind text not null,
  event jsonb not null, -- the whole event as in typings/events.ts
  constraint job_events_pkey primary key (flight, job, eventno),
  constraint job_events_job_fkey foreign key (flight, job) references jobs (flight, job) on delete cascade
);
create index job_events_at on job_events using brin (at);

-- Jobs under way, which are few among many: for finding those whose harness is gone.
create index if not exists jobs_active on jobs (flight, job) where status in ('preparing', 'running');
