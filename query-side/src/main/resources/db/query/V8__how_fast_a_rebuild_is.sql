-- Who asked for it; null if an earlier version was asked.
ALTER TABLE rebuild ADD COLUMN asked_by uuid;

-- Where it was when, about once a second over the last minute: how fast it gets on now.
CREATE TABLE rebuild_sample (
    name     text        NOT NULL REFERENCES rebuild ON DELETE CASCADE,
    at       timestamptz NOT NULL,
    position bigint      NOT NULL,
    PRIMARY KEY (name, at)
);
