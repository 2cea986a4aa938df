-- What the migrations make of an empty database. Written by `npm run db:dump`; a test fails when it is stale.

CREATE SEQUENCE flights_flight_seq AS bigint;

CREATE SEQUENCE osstest_migrations_id_seq AS integer;

CREATE SEQUENCE resource_generations AS bigint;

CREATE SEQUENCE resource_log_evid_seq AS bigint;

CREATE SEQUENCE tasks_taskid_seq AS bigint;

CREATE TABLE build_digests (
  flight integer NOT NULL,
  job character varying NOT NULL,
  digest text NOT NULL
);

CREATE TABLE coordination_plans (
  name text NOT NULL,
  document jsonb NOT NULL,
  written_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE flight_files (
  flight integer NOT NULL,
  pinned_by text,
  pinned_why text,
  expired_at timestamp(3) with time zone
);

CREATE TABLE flight_orders (
  flight integer NOT NULL,
  kind text NOT NULL,
  who text NOT NULL,
  reason text NOT NULL,
  ordered_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE flights (
  flight integer DEFAULT nextval('flights_flight_seq'::regclass) NOT NULL,
  started integer DEFAULT 0 NOT NULL,
  blessing text DEFAULT 'unknown'::text NOT NULL,
  branch text NOT NULL,
  intended text
);

CREATE TABLE flights_harness_touched (
  flight integer NOT NULL,
  harness text NOT NULL
);

CREATE TABLE gate_orders (
  branch text NOT NULL,
  kind text NOT NULL,
  revision text NOT NULL,
  who text NOT NULL,
  reason text NOT NULL,
  ordered_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE gate_runs (
  run integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  branch text NOT NULL,
  phase text NOT NULL,
  taskid integer,
  state jsonb NOT NULL,
  began_at timestamp(3) with time zone NOT NULL,
  changed_at timestamp(3) with time zone NOT NULL,
  ended_at timestamp(3) with time zone
);

CREATE TABLE host_holds (
  hostname text NOT NULL,
  taskid integer NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  who text NOT NULL,
  pending boolean NOT NULL,
  since timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone
);

CREATE TABLE hostflags (
  hostname text NOT NULL,
  hostflag text NOT NULL
);

CREATE TABLE job_attempts (
  flight integer NOT NULL,
  job character varying NOT NULL,
  attempt integer NOT NULL,
  status text NOT NULL,
  why text NOT NULL,
  taskid integer,
  archived_at timestamp(3) with time zone NOT NULL,
  steps jsonb NOT NULL,
  runvars jsonb NOT NULL
);

CREATE TABLE job_events (
  eventno bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  flight integer NOT NULL,
  job character varying NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  stepno integer,
  kind text NOT NULL,
  event jsonb NOT NULL,
  attempt integer
);

CREATE TABLE job_inputs (
  flight integer NOT NULL,
  job character varying NOT NULL,
  name character varying NOT NULL,
  val character varying
);

CREATE TABLE job_tasks (
  flight integer NOT NULL,
  job character varying NOT NULL,
  taskid integer NOT NULL,
  started_ms timestamp(3) with time zone NOT NULL,
  lost_at timestamp(3) with time zone
);

CREATE TABLE jobs (
  flight integer NOT NULL,
  job character varying NOT NULL,
  recipe text,
  status text DEFAULT 'stopped'::text NOT NULL
);

CREATE TABLE osstest_migrations (
  id integer DEFAULT nextval('osstest_migrations_id_seq'::regclass) NOT NULL,
  name character varying(255) NOT NULL,
  run_on timestamp without time zone NOT NULL
);

CREATE TABLE owner_tasks (
  taskid integer NOT NULL,
  secret text NOT NULL,
  refkey text NOT NULL,
  lost_at timestamp(3) with time zone
);

CREATE TABLE queue_inhibitions (
  inhibition bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  ends_at timestamp(3) with time zone NOT NULL,
  why text NOT NULL
);

CREATE TABLE queue_waiters (
  waiter bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  job text,
  peer text NOT NULL,
  place integer NOT NULL,
  info jsonb NOT NULL,
  since timestamp(3) with time zone NOT NULL
);

CREATE TABLE resource_log (
  restype text NOT NULL,
  resname text NOT NULL,
  shareix integer NOT NULL,
  evid integer DEFAULT nextval('resource_log_evid_seq'::regclass) NOT NULL,
  "timestamp" integer,
  taskid integer,
  flight integer,
  job character varying,
  stepno integer,
  evtype text NOT NULL,
  evcomment text NOT NULL
);

CREATE TABLE resource_properties (
  restype text NOT NULL,
  resname text NOT NULL,
  name text NOT NULL,
  val text NOT NULL
);

CREATE TABLE resource_sharing (
  restype text NOT NULL,
  resname text NOT NULL,
  sharetype text NOT NULL,
  wear integer DEFAULT 0 NOT NULL,
  state text NOT NULL,
  harness character varying
);

CREATE TABLE resources (
  restype text NOT NULL,
  resname text NOT NULL,
  shareix integer DEFAULT 0 NOT NULL,
  owntaskid integer NOT NULL,
  subtask text DEFAULT ''::text NOT NULL,
  generation bigint,
  owned_since timestamp(3) with time zone
);

CREATE TABLE runvars (
  flight integer NOT NULL,
  job character varying NOT NULL,
  name character varying NOT NULL,
  val character varying,
  synth boolean NOT NULL
);

CREATE TABLE schema_marks (
  migration text NOT NULL,
  oldest_harness text NOT NULL
);

CREATE TABLE stash_files (
  flight integer NOT NULL,
  job character varying NOT NULL,
  path text NOT NULL,
  bytes bigint NOT NULL,
  sha256 text NOT NULL,
  stashed_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE step_details (
  flight integer NOT NULL,
  job character varying NOT NULL,
  stepno integer NOT NULL,
  reason text,
  error_code text,
  blame text,
  host text,
  started_ms timestamp(3) with time zone,
  finished_ms timestamp(3) with time zone
);

CREATE TABLE steps (
  flight integer NOT NULL,
  job character varying NOT NULL,
  stepno integer NOT NULL,
  step character varying NOT NULL,
  status character varying NOT NULL,
  testid text,
  started integer,
  finished integer
);

CREATE TABLE task_sessions (
  taskid integer NOT NULL,
  lost_at timestamp(3) with time zone
);

CREATE TABLE tasks (
  taskid integer DEFAULT nextval('tasks_taskid_seq'::regclass) NOT NULL,
  type text NOT NULL,
  refkey text NOT NULL,
  username text,
  comment text,
  live boolean NOT NULL,
  refinfo text
);

ALTER SEQUENCE flights_flight_seq OWNED BY flights.flight;

ALTER SEQUENCE osstest_migrations_id_seq OWNED BY osstest_migrations.id;

ALTER TABLE build_digests ADD CONSTRAINT build_digests_pkey PRIMARY KEY (flight, job);

ALTER TABLE coordination_plans ADD CONSTRAINT coordination_plans_pkey PRIMARY KEY (name);

ALTER TABLE flight_files ADD CONSTRAINT flight_files_pkey PRIMARY KEY (flight);

ALTER TABLE flight_orders ADD CONSTRAINT flight_orders_pkey PRIMARY KEY (flight);

ALTER TABLE flights ADD CONSTRAINT flights_pkey PRIMARY KEY (flight);

ALTER TABLE flights_harness_touched ADD CONSTRAINT flights_harness_touched_pkey PRIMARY KEY (flight, harness);

ALTER TABLE gate_orders ADD CONSTRAINT gate_orders_pkey PRIMARY KEY (branch, kind, revision);

ALTER TABLE gate_runs ADD CONSTRAINT gate_runs_pkey PRIMARY KEY (run);

ALTER TABLE host_holds ADD CONSTRAINT host_holds_pkey PRIMARY KEY (hostname);

ALTER TABLE job_attempts ADD CONSTRAINT job_attempts_pkey PRIMARY KEY (flight, job, attempt);

ALTER TABLE job_events ADD CONSTRAINT job_events_pkey PRIMARY KEY (flight, job, eventno);

ALTER TABLE job_inputs ADD CONSTRAINT job_inputs_pkey PRIMARY KEY (flight, job, name);

ALTER TABLE job_tasks ADD CONSTRAINT job_tasks_pkey PRIMARY KEY (flight, job);

ALTER TABLE jobs ADD CONSTRAINT jobs_pkey PRIMARY KEY (flight, job);

ALTER TABLE osstest_migrations ADD CONSTRAINT osstest_migrations_pkey PRIMARY KEY (id);

ALTER TABLE owner_tasks ADD CONSTRAINT owner_tasks_pkey PRIMARY KEY (taskid);

ALTER TABLE queue_inhibitions ADD CONSTRAINT queue_inhibitions_pkey PRIMARY KEY (inhibition);

ALTER TABLE queue_waiters ADD CONSTRAINT queue_waiters_pkey PRIMARY KEY (waiter);

ALTER TABLE resource_log ADD CONSTRAINT resource_log_pkey PRIMARY KEY (restype, resname, shareix, evid);

ALTER TABLE resource_properties ADD CONSTRAINT resource_properties_pkey PRIMARY KEY (restype, resname, name);

ALTER TABLE resource_sharing ADD CONSTRAINT resource_sharing_pkey PRIMARY KEY (restype, resname);

ALTER TABLE resources ADD CONSTRAINT resources_pkey PRIMARY KEY (restype, resname, shareix);

ALTER TABLE resources ADD CONSTRAINT resources_check CHECK (((shareix = 0) OR (restype ~~ 'share-%'::text)));

ALTER TABLE runvars ADD CONSTRAINT runvars_pkey PRIMARY KEY (flight, job, name);

ALTER TABLE schema_marks ADD CONSTRAINT schema_marks_pkey PRIMARY KEY (migration);

ALTER TABLE stash_files ADD CONSTRAINT stash_files_pkey PRIMARY KEY (flight, job, path);

ALTER TABLE step_details ADD CONSTRAINT step_details_pkey PRIMARY KEY (flight, job, stepno);

ALTER TABLE steps ADD CONSTRAINT steps_flight_key UNIQUE (flight, job, testid);

ALTER TABLE steps ADD CONSTRAINT steps_pkey PRIMARY KEY (flight, job, stepno);

ALTER TABLE task_sessions ADD CONSTRAINT task_sessions_pkey PRIMARY KEY (taskid);

ALTER TABLE tasks ADD CONSTRAINT tasks_pkey PRIMARY KEY (taskid);

ALTER TABLE build_digests ADD CONSTRAINT build_digests_job_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job) ON DELETE CASCADE;

ALTER TABLE flight_files ADD CONSTRAINT flight_files_flight_fkey FOREIGN KEY (flight) REFERENCES flights(flight) ON DELETE CASCADE;

ALTER TABLE flight_orders ADD CONSTRAINT flight_orders_flight_fkey FOREIGN KEY (flight) REFERENCES flights(flight) ON DELETE CASCADE;

ALTER TABLE host_holds ADD CONSTRAINT host_holds_taskid_fkey FOREIGN KEY (taskid) REFERENCES tasks(taskid) ON DELETE CASCADE;

ALTER TABLE job_attempts ADD CONSTRAINT job_attempts_job_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job) ON DELETE CASCADE;

ALTER TABLE job_events ADD CONSTRAINT job_events_job_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job) ON DELETE CASCADE;

ALTER TABLE job_inputs ADD CONSTRAINT job_inputs_job_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job) ON DELETE CASCADE;

ALTER TABLE job_tasks ADD CONSTRAINT job_tasks_job_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job) ON DELETE CASCADE;

ALTER TABLE owner_tasks ADD CONSTRAINT owner_tasks_taskid_fkey FOREIGN KEY (taskid) REFERENCES tasks(taskid) ON DELETE CASCADE;

ALTER TABLE resource_log ADD CONSTRAINT resource_log_flight_fkey FOREIGN KEY (flight) REFERENCES flights(flight);

ALTER TABLE resource_log ADD CONSTRAINT resource_log_flight_fkey1 FOREIGN KEY (flight, job) REFERENCES jobs(flight, job);

ALTER TABLE resource_log ADD CONSTRAINT resource_log_flight_fkey2 FOREIGN KEY (flight, job, stepno) REFERENCES steps(flight, job, stepno);

ALTER TABLE resource_log ADD CONSTRAINT resource_log_restype_fkey FOREIGN KEY (restype, resname, shareix) REFERENCES resources(restype, resname, shareix);

ALTER TABLE resources ADD CONSTRAINT resources_owntaskid_fkey FOREIGN KEY (owntaskid) REFERENCES tasks(taskid);

ALTER TABLE stash_files ADD CONSTRAINT stash_files_job_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job) ON DELETE CASCADE;

ALTER TABLE step_details ADD CONSTRAINT step_details_step_fkey FOREIGN KEY (flight, job, stepno) REFERENCES steps(flight, job, stepno) ON DELETE CASCADE;

ALTER TABLE steps ADD CONSTRAINT steps_flight_fkey FOREIGN KEY (flight, job) REFERENCES jobs(flight, job);

ALTER TABLE task_sessions ADD CONSTRAINT task_sessions_taskid_fkey FOREIGN KEY (taskid) REFERENCES tasks(taskid) ON DELETE CASCADE;

CREATE INDEX build_digests_digest ON build_digests USING btree (digest, flight);

CREATE INDEX gate_runs_branch ON gate_runs USING btree (branch, run);

CREATE UNIQUE INDEX gate_runs_open ON gate_runs USING btree (branch) WHERE (ended_at IS NULL);

CREATE INDEX hostflags_flag_index ON hostflags USING btree (hostflag);

CREATE INDEX hostflags_host_flag_index ON hostflags USING btree (hostname, hostflag);

CREATE INDEX job_events_at ON job_events USING brin (at);

CREATE INDEX job_tasks_taskid ON job_tasks USING btree (taskid);

CREATE INDEX jobs_active ON jobs USING btree (flight, job) WHERE (status = ANY (ARRAY['preparing'::text, 'running'::text]));

CREATE INDEX jobs_job_flight ON jobs USING btree (job, flight);

CREATE INDEX runvars_foreign_build ON runvars USING btree (flight) INCLUDE (job, val) WHERE (((name)::text ~~ '%buildjob'::text) AND ((val)::text ~ '^[0-9]{1,9}[.]'::text));

CREATE INDEX runvars_host ON runvars USING btree (val, flight) INCLUDE (job, name) WHERE (((name)::text = 'host'::text) OR ((name)::text ~~ '%\_host'::text));

CREATE INDEX runvars_revision ON runvars USING btree (name, flight) INCLUDE (job, val) WHERE ((name)::text ~~ '%revision\_%'::text);

CREATE INDEX steps_job_testid ON steps USING btree (job, testid, flight) INCLUDE (status);

CREATE UNIQUE INDEX tasks_type_refkey_live_index ON tasks USING btree (type, refkey) WHERE live;

CREATE INDEX tasks_type_taskid ON tasks USING btree (type, taskid);

CREATE OR REPLACE FUNCTION note_resource_owner()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' or new.owntaskid is distinct from old.owntaskid then
    new.generation := nextval('resource_generations');
    new.owned_since := clock_timestamp();
  else
    new.generation := old.generation;
    new.owned_since := old.owned_since;
  end if;
  return new;
end
$function$;

CREATE TRIGGER note_resource_owner BEFORE INSERT OR UPDATE ON resources FOR EACH ROW EXECUTE FUNCTION note_resource_owner();
