-- The newest build that was made from exactly the same definition and passed. Params: job text, blessings text[],
-- runvars jsonb { NAME: VALUE }. At most one row.
select f.flight as "flight"
from jobs j join flights f using (flight)
where j.job = ${job}::text and j.status = 'pass' and f.blessing = any (${blessings}::text[])
      and ${runvars:json}::jsonb = (
        select coalesce(jsonb_object_agg(r.name, coalesce(r.val, '')), '{}')
        from runvars r where r.flight = j.flight and r.job = j.job and not r.synth)
order by f.started desc, f.flight desc
limit 1;
