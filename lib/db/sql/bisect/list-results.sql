-- Lists the results of a step in the flights of a branch: those that have the job and no broken step. Params: branch text,
-- blessings text[], job text, testid text, sinceSeconds float8 (started, seconds since 1970), maxFlight int or null,
-- excluded int[]. Rows by flight; the result is blocked where the job lacks the step.
select f.flight as "flight", f.blessing as "blessing", coalesce(s.status, 'blocked') as "result"
from flights f
     join jobs j on j.flight = f.flight and j.job = ${job}::text
     left join steps s on s.flight = f.flight and s.job = j.job and s.testid = ${testid}::text
where f.branch = ${branch}::text and f.blessing = any (${blessings}::text[])
      and f.started >= ${sinceSeconds}::float8
      and (${maxFlight}::int is null or f.flight <= ${maxFlight}::int)
      and f.flight <> all (${excluded}::int[])
      and not exists (select from steps b where b.flight = f.flight and b.status = 'broken')
order by f.flight;
