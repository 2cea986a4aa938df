-- At the owner daemon's start: what it knew before has the prefix, once. No params.
update tasks set refkey = 'previous ' || refkey where type = 'ownd' and refkey not like 'previous %';
