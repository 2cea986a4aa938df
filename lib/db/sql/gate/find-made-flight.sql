-- The flight that another version of osstest made for a run. Params: mark text (value of the runvar gate_run). One row, or none.
select max(flight)::int as "flight" from runvars where name = 'gate_run' and val = ${mark}::text having max(flight) is not null;
