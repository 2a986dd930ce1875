-- The passwords of the roles, from files, so that they appear in no process list and no environment.
\set owner_password `cat /run/secrets/chatledger_owner`
\set command_password `cat /run/secrets/chatledger_command`
\set query_password `cat /run/secrets/chatledger_query`
ALTER ROLE chatledger_owner PASSWORD :'owner_password';
ALTER ROLE chatledger_command PASSWORD :'command_password';
ALTER ROLE chatledger_query PASSWORD :'query_password';
