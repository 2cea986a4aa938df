-- Records an order to the gate. Params: branch text (empty: all), kind text, revision text (empty: any), who text, reason text.
insert into gate_orders (branch, kind, revision, who, reason, ordered_at)
values (${branch}::text, ${kind}::text, ${revision}::text, ${who}::text, ${reason}::text, now())
on conflict (branch, kind, revision) do update
set who = excluded.who, reason = excluded.reason, ordered_at = excluded.ordered_at;
