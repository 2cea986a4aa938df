-- Every step of some flights that is not a pass. Params: flights int[]. Rows: by flight, job and number.
select flight, job, stepno, coalesce(testid, '') as testid, status
from steps where flight = any (${flights}::int[]) and status <> 'pass'
order by flight, job collate "C", stepno;
