-- Counts one more use of a share. Params: name text.
update resource_sharing set wear = wear + 1 where restype = 'host' and resname = ${name}::text;
