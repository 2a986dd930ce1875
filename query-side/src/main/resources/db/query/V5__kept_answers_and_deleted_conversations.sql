-- The answers of requests that had an Idempotency-Key, written in the transaction in which the request was done and kept
-- for a day. Not derived from events.
CREATE TABLE kept_answer (
    -- SHA-256 of whose request it was and of its key, neither of which is stored.
    claim_hash   bytea PRIMARY KEY,
    request_hash bytea       NOT NULL,
    answer       text        NOT NULL,
    answered_at  timestamptz NOT NULL
);
CREATE INDEX kept_answer_age ON kept_answer (answered_at);

-- What was hidden is in the archive, which is listed, too. Deleted conversations stay as rows without their title.
ALTER TABLE conversation RENAME COLUMN hidden TO archived;
ALTER TABLE conversation ADD COLUMN deleted_at timestamptz;
DROP INDEX conversation_of_account;
CREATE INDEX conversation_of_account ON conversation (account_id, position);
-- A table that is being filled beside it has the old columns: it begins again.
UPDATE rebuild SET position = 0 WHERE name = 'conversations';
