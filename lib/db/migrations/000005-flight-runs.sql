-- Running flights: jobs that are run again, orders of people, builds that are used again, files that expire.

-- Since when a job is known to have been left by a harness that was killed; null: it was not.
alter table job_tasks add column lost_at timestamp(3) with time zone;

-- Earlier runs of a job that was run again: what they recorded. The present run is in jobs, steps and runvars.
create table job_attempts (
  flight integer not null,
  job character varying not null,
  attempt integer not null, -- from 1
  status text not null, -- of the job at its end
  why text not null, -- why it was run again: lost, broken, starved; rerun: a person asked for it
  taskid integer, -- of the harness that ran it
  archived_at timestamp(3) with time zone not null,
  steps jsonb not null, -- as in steps and step_details
  runvars jsonb not null, -- those that it made
  constraint job_attempts_pkey primary key (flight, job, attempt),
  constraint job_attempts_job_fkey foreign key (flight, job) references jobs (flight, job) on delete cascade
);
-- Of which attempt an event is; null: of the present one.
alter table job_events add column attempt integer;

-- Inputs of a job that its run has overwritten, as they were: a new run begins with them.
create table job_inputs (
  flight integer not null,
  job character varying not null,
  name character varying not null,
  val character varying,
  constraint job_inputs_pkey primary key (flight, job, name),
  constraint job_inputs_job_fkey foreign key (flight, job) references jobs (flight, job) on delete cascade
);

-- What a person has told the runners of a flight.
create table flight_orders (
  flight integer not null,
  kind text not null, -- stop: start no more jobs
  who text not null,
  reason text not null,
  ordered_at timestamp(3) with time zone not null,
  constraint flight_orders_pkey primary key (flight),
  constraint flight_orders_flight_fkey foreign key (flight) references flights (flight) on delete cascade
);

-- What a build was made of: one with the same digest that passed is used again.
create table build_digests (
  flight integer not null,
  job character varying not null,
  digest text not null, -- hex
  constraint build_digests_pkey primary key (flight, job),
  constraint build_digests_job_fkey foreign key (flight, job) references jobs (flight, job) on delete cascade
);
create index build_digests_digest on build_digests (digest, flight);

-- What becomes of the files of a flight.
create table flight_files (
  flight integer not null,
  pinned_by text, -- who wants them to stay; null: nobody
  pinned_why text,
  expired_at timestamp(3) with time zone, -- since when they are not there any more; null: they are
  constraint flight_files_pkey primary key (flight),
  constraint flight_files_flight_fkey foreign key (flight) references flights (flight) on delete cascade
);

insert into schema_marks (migration, oldest_harness) values ('000005-flight-runs', '0.1.0');
