-- Flights in which a step of a job ended in one of some ways, the newest first. Params: branch text, blessing text,
-- job text, testid text, statuses text[], flight int or null (only this one, whatever its branch and blessing),
-- isBroken boolean (whether a step of any of its jobs is broken), maxFlight int or null, excluded int[], skip int,
-- maxRows int.
select f.flight as "flight", s.status as "status", f.started as "startedSeconds"
from steps s join flights f using (flight)
where s.job = ${job}::text and s.testid = ${testid}::text and s.status = any (${statuses}::text[])
      and case when ${flight}::int is null then f.branch = ${branch}::text and f.blessing = ${blessing}::text
               else f.flight = ${flight}::int end
      and (${maxFlight}::int is null or f.flight <= ${maxFlight}::int)
      and f.flight <> all (${excluded}::int[])
      and exists (select from steps b where b.flight = f.flight and b.status = 'broken') = ${isBroken}::boolean
order by f.started desc, f.flight desc
offset ${skip}::int limit ${maxRows}::int;
