-- Every job of some flights. Params: flights int[]. Rows: by flight and job.
select flight, job, status from jobs where flight = any (${flights}::int[]) order by flight, job collate "C";
