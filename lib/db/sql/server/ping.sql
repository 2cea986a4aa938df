-- Checks that the server answers. No params.
select true as "alive";
