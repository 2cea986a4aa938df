-- Sets a session up for an owner: its name, and that the server notices within 12 s when the client's machine is gone
-- (a query that runs then included). Params: applicationName text. One row: the server's process number.
select set_config('application_name', ${applicationName}::text, false),
       set_config('tcp_keepalives_idle', '5', false),
       set_config('tcp_keepalives_interval', '2', false),
       set_config('tcp_keepalives_count', '3', false),
       set_config('tcp_user_timeout', '10s', false),
       set_config('client_connection_check_interval', '1s', false),
       pg_backend_pid() as "pid";
