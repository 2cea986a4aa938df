-- Ends tasks. Params: taskids int[].
update tasks set live = false where taskid = any (${taskids}::int[]) and live;
