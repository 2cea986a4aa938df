-- Adds the hosts that the database lacks, as free hosts. Params: names text[]. Rows: name text.
insert into resources (restype, resname, shareix, owntaskid)
select 'host', n.name, 0, t.taskid
from unnest(${names}::text[]) as n (name),
  (select taskid from tasks where type = 'magic' and refkey = 'allocatable' limit 1) t
on conflict do nothing
returning resname as "name";
