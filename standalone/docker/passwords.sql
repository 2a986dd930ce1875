-- The passwords of the two sides' roles, from files, so that they appear in no process list and no environment.
\set command_password `cat /run/secrets/chatledger_command`
\set query_password `cat /run/secrets/chatledger_query`
ALTER ROLE chatledger_command PASSWORD :'command_password';
ALTER ROLE chatledger_query PASSWORD :'query_password';
