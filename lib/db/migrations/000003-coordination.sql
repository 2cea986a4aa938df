-- Booking hosts: fencing, tasks that live with a database session, the queue daemon's state.

-- Each change of an owner makes a new generation, whoever makes it (the original's harness as well): who remembers an
-- older one does not own the resource any more.
create sequence resource_generations;
alter table resources add column generation bigint; -- null: not changed since this migration
alter table resources add column owned_since timestamp(3) with time zone;

create function note_resource_owner() returns trigger language plpgsql as $$
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
$$;
create trigger note_resource_owner before insert or update on resources
for each row execute function note_resource_owner();

-- Tasks (type session) that live as long as a database session holds their advisory lock.
create table task_sessions (
  taskid integer not null,
  lost_at timestamp(3) with time zone, -- since when nobody holds the lock; null: it is held
  constraint task_sessions_pkey primary key (taskid),
  constraint task_sessions_taskid_fkey foreign key (taskid) references tasks (taskid) on delete cascade
);

-- Connections of the owner daemon, so that a harness can take its task up again when the daemon has been restarted.
create table owner_tasks (
  taskid integer not null,
  secret text not null, -- who knows it may take the task up again
  refkey text not null, -- as it was given to the harness
  lost_at timestamp(3) with time zone, -- since when no connection holds the task; null: one does
  constraint owner_tasks_pkey primary key (taskid),
  constraint owner_tasks_taskid_fkey foreign key (taskid) references tasks (taskid) on delete cascade
);

-- What the queue daemon knows: the plan and the last finished ones.
create table coordination_plans (
  name text not null, -- plan, projection, last-plan, last-projection
  document jsonb not null, -- see lib/coordination/plan/plan-document.ts
  written_at timestamp(3) with time zone not null,
  constraint coordination_plans_pkey primary key (name)
);

-- Until when the queue daemon starts no run.
create table queue_inhibitions (
  inhibition bigint generated always as identity,
  ends_at timestamp(3) with time zone not null,
  why text not null,
  constraint queue_inhibitions_pkey primary key (inhibition)
);

-- Who waits in the queue, for people to look at; the queue itself is the daemon's connections.
create table queue_waiters (
  waiter bigint generated always as identity,
  job text,
  peer text not null,
  place integer not null, -- 1: thinks first
  info jsonb not null, -- the client's set-info
  since timestamp(3) with time zone not null,
  constraint queue_waiters_pkey primary key (waiter)
);

-- Hosts that a person has, or wants as soon as they are free.
create table host_holds (
  hostname text not null,
  taskid integer not null, -- the task (type static) that owns the host meanwhile
  kind text not null, -- allocate, block
  reason text not null,
  who text not null,
  pending boolean not null, -- waits until the host is free
  since timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone,
  constraint host_holds_pkey primary key (hostname),
  constraint host_holds_taskid_fkey foreign key (taskid) references tasks (taskid) on delete cascade
);

insert into schema_marks (migration, oldest_harness) values ('000003-coordination', '0.1.0');
