-- Ends a share that no task uses, and frees its host. Params: name text.
with slots as (
  delete from resources where restype = 'share-host' and resname = ${name}::text
), sharing as (
  delete from resource_sharing where restype = 'host' and resname = ${name}::text
)
update resources
set owntaskid = (select taskid from tasks where type = 'magic' and refkey = 'allocatable' limit 1), subtask = ''
where restype = 'host' and resname = ${name}::text and shareix = 0;
