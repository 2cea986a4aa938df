-- The tables of the original harness (November 2015), names, types and keys as there. On a database of the original
-- they are there already and stay as they are: everything is made only where it is missing.

create sequence if not exists flights_flight_seq;
create table if not exists flights (
  flight integer not null default nextval('flights_flight_seq'),
  started integer not null default 0, -- seconds since 1970; 0: not started
  blessing text not null default 'unknown',
  branch text not null,
  intended text,
  constraint flights_pkey primary key (flight)
);
alter sequence flights_flight_seq owned by flights.flight;

create table if not exists flights_harness_touched (
  flight integer not null,
  harness text not null,
  constraint flights_harness_touched_pkey primary key (flight, harness)
);

create table if not exists jobs (
  flight integer not null,
  job character varying not null,
  recipe text,
  status text not null default 'stopped',
  constraint jobs_pkey primary key (flight, job)
);

create table if not exists steps (
  flight integer not null,
  job character varying not null,
  stepno integer not null,
  step character varying not null,
  status character varying not null,
  testid text,
  started integer,
  finished integer,
  constraint steps_pkey primary key (flight, job, stepno),
  constraint steps_flight_key unique (flight, job, testid),
  constraint steps_flight_fkey foreign key (flight, job) references jobs (flight, job)
);

create table if not exists runvars (
  flight integer not null,
  job character varying not null,
  name character varying not null,
  val character varying,
  synth boolean not null, -- made by the run, not given to it
  constraint runvars_pkey primary key (flight, job, name)
);

create sequence if not exists tasks_taskid_seq;
create table if not exists tasks (
  taskid integer not null default nextval('tasks_taskid_seq'),
  type text not null,
  refkey text not null,
  username text,
  comment text,
  live boolean not null,
  refinfo text,
  constraint tasks_pkey primary key (taskid)
);
create unique index if not exists tasks_type_refkey_live_index on tasks (type, refkey) where live;
create index if not exists tasks_type_taskid on tasks (type, taskid);

create table if not exists resources (
  restype text not null,
  resname text not null,
  shareix integer not null default 0,
  owntaskid integer not null,
  subtask text not null default '',
  constraint resources_check check (shareix = 0 or restype like 'share-%'),
  constraint resources_pkey primary key (restype, resname, shareix),
  constraint resources_owntaskid_fkey foreign key (owntaskid) references tasks (taskid)
);

create table if not exists resource_sharing (
  restype text not null,
  resname text not null,
  sharetype text not null,
  wear integer not null default 0,
  state text not null,
  harness character varying,
  constraint resource_sharing_pkey primary key (restype, resname)
);

create table if not exists resource_properties (
  restype text not null,
  resname text not null,
  name text not null,
  val text not null,
  constraint resource_properties_pkey primary key (restype, resname, name)
);

create table if not exists hostflags (
  hostname text not null,
  hostflag text not null
);
create index if not exists hostflags_flag_index on hostflags (hostflag);
create index if not exists hostflags_host_flag_index on hostflags (hostname, hostflag);

create sequence if not exists resource_log_evid_seq;
create table if not exists resource_log (
  restype text not null,
  resname text not null,
  shareix integer not null,
  evid integer not null default nextval('resource_log_evid_seq'),
  "timestamp" integer,
  taskid integer,
  flight integer,
  job character varying,
  stepno integer,
  evtype text not null,
  evcomment text not null,
  constraint resource_log_pkey primary key (restype, resname, shareix, evid),
  constraint resource_log_restype_fkey foreign key (restype, resname, shareix) references resources (restype, resname, shareix),
  constraint resource_log_flight_fkey foreign key (flight) references flights (flight),
  constraint resource_log_flight_fkey1 foreign key (flight, job) references jobs (flight, job),
  constraint resource_log_flight_fkey2 foreign key (flight, job, stepno) references steps (flight, job, stepno)
);

-- The tasks that stand for the states of a resource; dead ones give it back at the next run of the queue.
insert into tasks (type, refkey, live)
select 'magic', wanted.refkey, wanted.live
from (values ('allocatable', true), ('shared', true), ('preparing', true), ('idle', false)) as wanted (refkey, live)
where not exists (select from tasks where tasks.type = 'magic' and tasks.refkey = wanted.refkey);
