-- One flight, locked against changes by others until the transaction ends. Params: flight int. At most one row.
select flight as "flight", branch as "branch", blessing as "blessing", intended as "intended",
       case when started > 0 then to_timestamp(started) end as "startedAt"
from flights where flight = ${flight}::int for update;
