-- Personal text in events is stored encrypted, under a key of its account and year. Whoever destroys the key has erased the
-- text, and no event has changed.
CREATE TABLE events.personal_key (
    account_id uuid NOT NULL,
    -- Of UTC; 0 for an account whose keys were destroyed.
    year       int  NOT NULL,
    -- AES-256-GCM under a key that is not in the database; null if they were destroyed.
    wrapped    bytea CHECK ((wrapped IS NULL) = (year = 0)),
    PRIMARY KEY (account_id, year)
);
GRANT SELECT ON events.personal_key TO ${queryRole};

-- They have addresses and titles in the clear. New ones are encrypted.
DELETE FROM events.snapshot_event;
