-- Gives hosts exactly these flags. Params: hosts jsonb ([{ "name", "flags": [...] }]).
with wanted as (
  select distinct h.name as hostname, f.hostflag
  from jsonb_to_recordset(${hosts}::jsonb) as h (name text, flags jsonb), jsonb_array_elements_text(h.flags) as f (hostflag)
), removed as (
  delete from hostflags old
  where old.hostname in (select h.name from jsonb_to_recordset(${hosts}::jsonb) as h (name text))
    and not exists (select 1 from wanted w where w.hostname = old.hostname and w.hostflag = old.hostflag)
)
insert into hostflags (hostname, hostflag)
select w.hostname, w.hostflag
from wanted w
where not exists (select 1 from hostflags old where old.hostname = w.hostname and old.hostflag = w.hostflag);
