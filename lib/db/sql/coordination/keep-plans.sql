-- Writes plans. Params: plans jsonb ({ NAME: DOCUMENT }).
insert into coordination_plans (name, document, written_at)
select p.key, p.value, now() from jsonb_each(${plans}::jsonb) as p
on conflict (name) do update set document = excluded.document, written_at = excluded.written_at;
