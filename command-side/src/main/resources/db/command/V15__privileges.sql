-- The tables belong to the role of migrations. Command-side does with its own state as it likes, and with what is appended
-- for ever no more than append and read.
GRANT USAGE ON SCHEMA events TO ${commandRole};
ALTER DEFAULT PRIVILEGES IN SCHEMA events GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${commandRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA events TO ${commandRole};
REVOKE ALL ON events.flyway_schema_history FROM ${commandRole};

REVOKE UPDATE, DELETE ON events.domain_event, events.place, events.checkpoint, events.log_set_back FROM ${commandRole};
-- The last hashes of a tile are added to it.
REVOKE UPDATE, DELETE ON events.tile FROM ${commandRole};
GRANT UPDATE (hashes) ON events.tile TO ${commandRole};
-- One row, of which one value grows.
REVOKE INSERT, UPDATE, DELETE ON events.sequenced FROM ${commandRole};
GRANT UPDATE (up_to) ON events.sequenced TO ${commandRole};
-- How far the indices of events have come, which the sequencer looks at.
GRANT SELECT ON SEQUENCE events.domain_event_global_index_seq TO ${commandRole};
