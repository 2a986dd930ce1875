-- A place names its event by the global index: a new index entry goes to the end of an index of numbers, and the events
-- of a range of positions lie beside each other. By account and sequence number each look-up went to another page.
CREATE TABLE events.place_by_index (
    -- Dense, in the order of commits, given by the sequencer some milliseconds after the event.
    position     bigint CONSTRAINT place_key PRIMARY KEY CHECK (position > 0),
    global_index bigint NOT NULL CONSTRAINT place_once UNIQUE
);
INSERT INTO events.place_by_index (position, global_index)
SELECT position, global_index FROM events.place JOIN events.domain_event USING (aggregate_identifier, sequence_number)
ORDER BY position;

DO $$
BEGIN
    IF (SELECT count(*) FROM events.place_by_index) <> (SELECT count(*) FROM events.place) THEN
        RAISE EXCEPTION 'events.place has places of events that are not in events.domain_event';
    END IF;
END $$;

DROP TABLE events.place;
ALTER TABLE events.place_by_index RENAME TO place;
CREATE TRIGGER place_is_final BEFORE UPDATE OR DELETE ON events.place
    FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER places_stay BEFORE TRUNCATE ON events.place
    FOR EACH STATEMENT EXECUTE FUNCTION events.refuse_change();
GRANT SELECT ON events.place TO ${queryRole};
