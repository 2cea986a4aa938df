-- Ends the holds that have expired, and gives persons the free hosts that they wait for. No params.
-- Rows (what is free again): restype text, resname text, shareix int.
-- repeatable: a hold that is settled is not found again
with free as (
  select taskid from tasks where type = 'magic' and refkey = 'allocatable' order by taskid limit 1
), expired as (
  delete from host_holds where expires_at <= clock_timestamp() returning hostname, taskid
), granted as (
  update resources r
  set owntaskid = h.taskid, subtask = h.reason
  from host_holds h
  where h.pending and (h.expires_at is null or h.expires_at > clock_timestamp())
    and r.restype = 'host' and r.shareix = 0 and r.resname = h.hostname and r.owntaskid = (select taskid from free)
  returning r.resname
), noted as (
  update host_holds h set pending = false, since = clock_timestamp() from granted g where h.hostname = g.resname
)
update resources r
set owntaskid = (select taskid from free), subtask = ''
from expired e
where r.restype = 'host' and r.shareix = 0 and r.resname = e.hostname and r.owntaskid = e.taskid
returning r.restype, r.resname, r.shareix;
