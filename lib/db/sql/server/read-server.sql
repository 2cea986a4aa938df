-- What we are connected to. No params. One row.
select current_setting('server_version_num')::int as "versionNumber", current_setting('server_version') as "version",
       current_database()::text as "database", current_user::text as "user";
