-- Lets the files of a flight expire again. Params: flight int.
update flight_files set pinned_by = null, pinned_why = null where flight = ${flight}::int;
