-- Flights of the branches and blessings that tested the revisions of *this* or of *that*: every revision recorded by
-- the flight's jobs, and by those that they reach through *buildjob runvars, fits, and each tree has one at least.
-- Params: branches text[], blessings text[], maxFlight int, excluded int[], thatFlight int or null (then only this one
-- is read), thisTrees text[], thisRevisions text[], thatTrees text[], thatRevisions text[]. Rows: any order.
with recursive looked as materialized (
  select flight, blessing from flights
  where case when ${thatFlight}::int is null
          then branch = any (${branches}::text[]) and blessing = any (${blessings}::text[])
               and flight <= ${maxFlight}::int and flight <> all (${excluded}::int[])
          else flight = ${thatFlight}::int end
), wanted as materialized (
  select 'this' as side, tree, revision from unnest(${thisTrees}::text[], ${thisRevisions}::text[]) w (tree, revision)
  union all
  select 'that', tree, revision from unnest(${thatTrees}::text[], ${thatRevisions}::text[]) w (tree, revision)
), reached as (
  select looked.flight as root, split_part(r.val, '.', 1)::int as flight, substr(r.val, strpos(r.val, '.') + 1) as job
  from looked join runvars r using (flight)
  where r.name like '%buildjob' and r.val ~ '^[0-9]{1,9}[.]'
  union
  select reached.root,
         case when r.val ~ '^[0-9]{1,9}[.]' then split_part(r.val, '.', 1)::int else r.flight end,
         case when r.val ~ '^[0-9]{0,9}[.]' then substr(r.val, strpos(r.val, '.') + 1) else r.val end
  from reached join runvars r on r.flight = reached.flight and r.job = reached.job
  where r.name like '%buildjob' and r.val <> ''
), candidates as materialized ( -- flights with no fitting revision at all need not be looked into
  select r.flight as root
  from wanted join runvars r on r.name = 'built_revision_' || wanted.tree
  where wanted.tree <> 'osstest' and r.name like '%revision\_%'
        and (starts_with(r.val, wanted.revision) or strpos(r.val, ':' || wanted.revision) > 0)
  union
  select h.flight
  from wanted join flights_harness_touched h on starts_with(h.harness, wanted.revision) or strpos(h.harness, ':' || wanted.revision) > 0
  where wanted.tree = 'osstest'
  union
  select root from reached
), recorded as (
  select r.flight as root, substr(r.name, 16) as tree, r.val as revision
  from candidates join looked on looked.flight = candidates.root
       join runvars r on r.flight = candidates.root
  where r.name like '%revision\_%' and r.name in (select 'built_revision_' || tree from wanted where tree <> 'osstest')
        and r.job not like 'build-%-prev'
  union all
  select reached.root, substr(r.name, 16), r.val
  from reached join runvars r on r.flight = reached.flight and r.job = reached.job
  where r.name in (select 'built_revision_' || tree from wanted where tree <> 'osstest') and r.job not like 'build-%-prev'
  union all
  select touched.root, 'osstest', h.harness
  from (select root, root as flight from candidates union select root, flight from reached) touched
       join flights_harness_touched h using (flight)
  where exists (select from wanted where tree = 'osstest')
), fitting as (
  select recorded.root, wanted.side, wanted.tree,
         bool_and(starts_with(recorded.revision, wanted.revision)
                  or strpos(recorded.revision, ':' || wanted.revision) > 0) as fits
  from recorded join wanted using (tree)
  where recorded.revision is not null
  group by recorded.root, wanted.side, wanted.tree
), counted as (
  select root as flight,
         count(*) filter (where side = 'this' and fits) as this, count(*) filter (where side = 'that' and fits) as that
  from fitting group by root
), matched as (
  select looked.flight, looked.blessing,
         cardinality(${thisTrees}::text[]) > 0
           and coalesce(counted.this, 0) = cardinality(${thisTrees}::text[]) as "matchesThis",
         coalesce(counted.that, 0) = cardinality(${thatTrees}::text[]) as "matchesThat"
  from looked left join counted using (flight)
)
select flight, blessing, "matchesThis", "matchesThat" from matched where "matchesThis" or "matchesThat";
