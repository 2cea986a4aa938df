-- Reads the state of the files of a flight. Params: flight int. One row; none: nothing.
select pinned_by as "pinnedBy", pinned_why as "pinnedWhy", expired_at as "expiredAt"
from flight_files where flight = ${flight}::int;
