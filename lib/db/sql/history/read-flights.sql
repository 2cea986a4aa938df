-- Flights by number. Params: flights int[]. One row a flight that exists; times in seconds since 1970, 0: not started.
select flight, branch, blessing, intended, started
from flights where flight = any (${flights}::int[]);
