-- Lists the hosts that users hold or wait for. No params. Rows: see HostHold in lib/coordination/host/hold-host.ts.
select
  hostname as "host", taskid, kind, reason, who, pending, (extract(epoch from since) * 1000)::float8 as "sinceMs",
  (extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs"
from host_holds
order by hostname;
