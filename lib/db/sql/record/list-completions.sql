-- Words that complete an argument of a command line, at most 200, the newest first. Params: kind text (flight, job,
-- job-name, host or branch), prefix text, flight int or null (the flight of the jobs; null: one of the newest 50).
-- Without a flight, only the newest flights are read, so that the time does not grow with the history.
with newest as materialized (
  select flight, branch from flights order by flight desc limit 50
), chosen as materialized (
  select n.flight from newest n where ${flight}::int is null
  union all
  select ${flight}::int where ${flight}::int is not null
)
select words.word as "word"
from (
  select n.flight::text as word, n.flight as rank from newest n where ${kind}::text = 'flight'
  union all
  select j.flight::text || '.' || j.job, j.flight from jobs j
  where ${kind}::text = 'job' and j.flight in (select c.flight from chosen c)
  union all
  select j.job, max(j.flight) from jobs j
  where ${kind}::text = 'job-name' and j.flight in (select c.flight from chosen c) group by j.job
  union all
  select r.resname, 0 from resources r where ${kind}::text = 'host' and r.restype = 'host' and r.shareix = 0
  union all
  select n.branch, max(n.flight) from newest n where ${kind}::text = 'branch' group by n.branch
) words
where starts_with(words.word, ${prefix}::text)
order by words.rank desc, words.word
limit 200;
