-- Every step of a flight. Params: flight int. Rows: by job and number; times in seconds since 1970.
select job, stepno, step as script, coalesce(testid, '') as testid, status, started, finished
from steps where flight = ${flight}::int order by job collate "C", stepno;
