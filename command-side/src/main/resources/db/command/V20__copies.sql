-- The copies of this side that run, and when each was last seen, by the clock of the database.
CREATE TABLE events.copy (
    copy_id text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

-- The copy that answers the message. Null for what was sent before that was noted: it expires by time alone.
ALTER TABLE events.message ADD COLUMN held_by text;
