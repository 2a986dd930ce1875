-- An event's place in the order of all events is a row of its own, so that the event itself is written once and never again.
CREATE TABLE events.place (
    -- Dense, in the order of commits, given by the sequencer some milliseconds after the event.
    position             bigint PRIMARY KEY CHECK (position > 0),
    aggregate_identifier varchar(255) NOT NULL,
    sequence_number      bigint       NOT NULL,
    UNIQUE (aggregate_identifier, sequence_number)
);
INSERT INTO events.place (position, aggregate_identifier, sequence_number)
SELECT position, aggregate_identifier, sequence_number FROM events.domain_event WHERE position IS NOT NULL
ORDER BY position;

-- Every event up to this index has its place, and none will come any more: where a sequencer that starts begins to look.
CREATE TABLE events.sequenced (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    up_to   bigint  NOT NULL
);
INSERT INTO events.sequenced (up_to)
SELECT coalesce(
    (SELECT min(global_index) - 1 FROM events.domain_event WHERE position IS NULL),
    (SELECT max(global_index) FROM events.domain_event),
    0);

DROP TRIGGER event_is_final ON events.domain_event;
DROP TRIGGER position_is_final ON events.domain_event;
ALTER TABLE events.domain_event DROP COLUMN position; -- and its two indexes

CREATE OR REPLACE FUNCTION events.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME; END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE ON events.domain_event
    FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER place_is_final BEFORE UPDATE OR DELETE ON events.place
    FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER places_stay BEFORE TRUNCATE ON events.place
    FOR EACH STATEMENT EXECUTE FUNCTION events.refuse_change();

GRANT SELECT ON events.place, events.sequenced TO ${queryRole};
