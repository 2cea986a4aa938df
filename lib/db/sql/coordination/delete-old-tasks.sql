-- Deletes dead tasks of the owner daemon that are well before the first live one. No params.
delete from tasks
where type = 'ownd' and not live
  and taskid + 10 < (select min(taskid) from tasks where type = 'ownd' and live)
  and not exists (select from resources r where r.owntaskid = tasks.taskid);
