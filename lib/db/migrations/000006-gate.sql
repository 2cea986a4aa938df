-- The gate: what it is doing for each branch, and what people have told it.

create table gate_runs (
  run integer generated always as identity,
  branch text not null,
  phase text not null, -- deciding, making, running, judging, retesting, pushing, reporting, over
  taskid integer, -- of the gate that has it; whoever finds it dead may go on
  state jsonb not null, -- see GateRunState in typings/gate.ts
  began_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone, -- null: it goes on
  constraint gate_runs_pkey primary key (run)
);
-- One run of a branch at a time, whichever machine and version.
create unique index gate_runs_open on gate_runs (branch) where ended_at is null;
create index gate_runs_branch on gate_runs (branch, run);

create table gate_orders (
  branch text not null, -- empty: all branches
  kind text not null, -- stop, block, force
  revision text not null, -- of force; empty: any
  who text not null,
  reason text not null,
  ordered_at timestamp(3) with time zone not null,
  constraint gate_orders_pkey primary key (branch, kind, revision)
);

insert into schema_marks (migration, oldest_harness) values ('000006-gate', '0.1.0');
