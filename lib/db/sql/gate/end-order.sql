-- Withdraws the orders of a kind. Params: branch text (empty: those for all), kind text.
delete from gate_orders where branch = ${branch}::text and kind = ${kind}::text;
