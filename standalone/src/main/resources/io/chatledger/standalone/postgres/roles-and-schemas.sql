-- Who may do what in the database chatledger: each side has a role and a schema of its own, and nobody else has anything.
-- A superuser runs this in that database, as often as one likes; passwords are set apart from it.
-- What query-side may read in the schema events is granted by command-side, in its migrations.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatledger_command') THEN
        CREATE ROLE chatledger_command LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatledger_query') THEN
        CREATE ROLE chatledger_query LOGIN;
    END IF;
END
$$;

REVOKE ALL ON DATABASE chatledger FROM PUBLIC;
GRANT CONNECT ON DATABASE chatledger TO chatledger_command, chatledger_query;
-- An auditor's replay folds all events into temporary tables and compares them with the read models.
GRANT TEMPORARY ON DATABASE chatledger TO chatledger_query;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS events AUTHORIZATION chatledger_command;
CREATE SCHEMA IF NOT EXISTS read AUTHORIZATION chatledger_query;
