-- Flights that tested given revisions, the newest first: each tree was built, and no revision of it in the flight is
-- another one. Params: branches text[] and blessings text[] (null: any), trees text[] and revisions text[] (pairs),
-- urlTrees text[] and urls text[] (pairs: no other source URL was used), passedJob text (null: none),
-- printTree text (null: none; else only flights with exactly one revision of it), beforeFlight int, maxRows int.
-- Rows: flight, and that one revision without its `NUMBER:`, or null.
with looked as materialized (
  select flight from flights
  where (${branches}::text[] is null or branch = any (${branches}::text[]))
        and (${blessings}::text[] is null or blessing = any (${blessings}::text[]))
        and flight < ${beforeFlight}::int
), wanted as materialized (
  select tree, revision from unnest(${trees}::text[], ${revisions}::text[]) w (tree, revision)
), tested as (
  select r.flight, wanted.tree,
         bool_or(r.name like 'built%')
           and bool_and(r.val = wanted.revision or right(r.val, length(wanted.revision) + 1) = ':' || wanted.revision)
           as fits
  from wanted join runvars r on r.name in ('revision_' || wanted.tree, 'built_revision_' || wanted.tree)
       join looked using (flight)
  where wanted.tree <> 'osstest' and r.name like '%revision\_%' and r.val <> '' and r.job not like 'build-%-prev'
  group by r.flight, wanted.tree
  union all
  select h.flight, wanted.tree, bool_and(h.harness = wanted.revision)
  from wanted cross join flights_harness_touched h join looked using (flight)
  where wanted.tree = 'osstest'
  group by h.flight, wanted.tree
), fulfilling as (
  select flight from looked
  where (select count(*) from wanted) = 0
        or flight in (select flight from tested where fits group by flight having count(*) = (select count(*) from wanted))
), ordered as materialized ( -- so that what follows is asked of the newest flights first, and of no more than need be
  select flight from fulfilling order by flight desc
)
select ordered.flight, printed.revision
from ordered
     left join lateral (
       select min(regexp_replace(r.val, '^[0-9]+:', '')) as revision
       from runvars r
       where ${printTree}::text <> 'osstest' and r.flight = ordered.flight and r.name like '%revision\_%'
             and r.name in ('revision_' || ${printTree}::text, 'built_revision_' || ${printTree}::text)
       having count(distinct regexp_replace(coalesce(r.val, ''), '^[0-9]+:', '')) = 1
              and bool_and(coalesce(r.val, '') <> '')
       union all
       select min(h.harness)
       from flights_harness_touched h
       where ${printTree}::text = 'osstest' and h.flight = ordered.flight
       having count(*) = 1) printed on true
where not exists (
        select from unnest(${urlTrees}::text[], ${urls}::text[]) w (tree, url)
               join runvars r on r.flight = ordered.flight and r.name = 'tree_' || w.tree
        where r.val <> w.url)
      and (${passedJob}::text is null
           or exists (select from jobs j
                      where j.flight = ordered.flight and j.job = ${passedJob}::text and j.status = 'pass'))
      and (${printTree}::text is null or printed.revision is not null)
limit ${maxRows}::int;
