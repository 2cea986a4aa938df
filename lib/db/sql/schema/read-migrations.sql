-- The migrations that the database has had, in order. No params. Fails with 42P01 where it never had one.
select name as "name" from osstest_migrations order by id;
