-- Who may do what in the database chatledger: each side has a role and a schema of its own, and nobody else has anything.
-- A superuser runs this in that database, as often as one likes; passwords are set apart from it.
-- The schema events belongs to a role that migrations log in with and nothing else does. What the two sides may do in it
-- is granted there, in the migrations of command-side.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatledger_owner') THEN
        CREATE ROLE chatledger_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatledger_command') THEN
        CREATE ROLE chatledger_command LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chatledger_query') THEN
        CREATE ROLE chatledger_query LOGIN;
    END IF;
END
$$;

REVOKE ALL ON DATABASE chatledger FROM PUBLIC;
GRANT CONNECT ON DATABASE chatledger TO chatledger_owner, chatledger_command, chatledger_query;
-- An auditor's replay folds all events into temporary tables and compares them with the read models.
GRANT TEMPORARY ON DATABASE chatledger TO chatledger_query;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS events AUTHORIZATION chatledger_owner;
-- In earlier versions all of it belonged to the role that command-side logs in with.
REASSIGN OWNED BY chatledger_command TO chatledger_owner;
CREATE SCHEMA IF NOT EXISTS read AUTHORIZATION chatledger_query;
