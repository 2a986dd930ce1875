-- A rebuild that is wanted or under way: how far the table is that will take the place of the live one.
CREATE TABLE rebuild (
    name             text PRIMARY KEY REFERENCES projection (name),
    position         bigint      NOT NULL DEFAULT 0 CHECK (position >= 0),
    trouble          text,
    trouble_position bigint,
    updated_at       timestamptz NOT NULL DEFAULT now()
);

-- What was asked for before this version is asked for still. Conversations do not wait for expired messages any more.
INSERT INTO rebuild (name) SELECT name FROM projection WHERE rebuild_wanted OR name = 'conversations';

ALTER TABLE projection DROP COLUMN rebuild_wanted, DROP COLUMN rebuild_target;
