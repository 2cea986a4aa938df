-- Every step of some flights that is neither a pass nor left out on purpose. Params: flights int[]. Rows: by flight, job and number.
select flight, job, stepno, coalesce(testid, '') as testid, status
from steps where flight = any (${flights}::int[]) and status not in ('pass', 'skip')
order by flight, job collate "C", stepno;
