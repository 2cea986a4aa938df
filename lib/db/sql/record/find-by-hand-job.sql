-- The newest job made for steps by hand of a certain job or recipe. Params: branch text, source text. One row or none.
select j.flight as "flight", j.job as "job", j.status as "status"
from flights f
join jobs j on j.flight = f.flight
join runvars v on v.flight = j.flight and v.job = j.job and v.name = 'by_hand_of' and v.val = ${source}::text
where f.branch = ${branch}::text
order by j.flight desc
limit 1;
