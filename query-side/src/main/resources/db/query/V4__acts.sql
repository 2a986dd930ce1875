-- What administrators and operators have done: one row for each act.
CREATE TABLE act (
    position       bigint PRIMARY KEY,
    account_id     uuid        NOT NULL, -- that it was done to
    type           text        NOT NULL,
    actor          text        NOT NULL,
    reason         text,       -- null if it was recorded before one was asked for
    amount         bigint,     -- of tokens that came in; negative if they were taken away
    previous_roles text[],
    roles          text[],
    created_at     timestamptz NOT NULL
);
CREATE INDEX act_on_account ON act (account_id, position);
CREATE INDEX act_by_actor ON act (actor, position);
INSERT INTO projection (name) VALUES ('acts');

-- Null if it is not suspended. A rebuild finds those of accounts that are suspended now; one that is under way begins anew.
ALTER TABLE account ADD COLUMN suspension_reason text;
UPDATE rebuild SET position = 0 WHERE name = 'account';
INSERT INTO rebuild (name) SELECT 'account' WHERE EXISTS (SELECT FROM account WHERE suspended) ON CONFLICT DO NOTHING;

-- By which an act finds the balance that it has led to. A rebuild finds it for what was granted and revoked until now.
ALTER TABLE statement_entry ADD COLUMN event_position bigint;
CREATE UNIQUE INDEX statement_entry_of_act ON statement_entry (event_position) WHERE type IN ('GRANTED', 'REVOKED');
UPDATE rebuild SET position = 0 WHERE name = 'statement';
INSERT INTO rebuild (name) SELECT 'statement' WHERE EXISTS (SELECT FROM statement_entry) ON CONFLICT DO NOTHING;
