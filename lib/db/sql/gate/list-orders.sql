-- Lists the orders to the gate. Params: branch text (null: all orders; else those that hold for this branch).
select nullif(branch, '') as "branch", kind as "kind", nullif(revision, '') as "revision", who as "who",
       reason as "reason", ordered_at as "orderedAt"
from gate_orders
where ${branch}::text is null or branch in ('', ${branch}::text)
order by branch, kind, revision;
