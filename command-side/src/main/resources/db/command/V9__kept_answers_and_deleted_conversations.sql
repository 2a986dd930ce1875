-- The answers of requests that had an Idempotency-Key (those of chats are put together from the events), written in the
-- transaction in which the request was done and kept for a day.
CREATE TABLE events.kept_answer (
    -- SHA-256 of whose request it was and of its key, neither of which is stored.
    claim_hash   bytea PRIMARY KEY,
    -- SHA-256 of all that makes another request another one, without passwords.
    request_hash bytea       NOT NULL,
    -- AES-256-GCM under a key that is derived from the idempotency key: it may hold an API key or a refresh token.
    answer       bytea       NOT NULL,
    answered_at  timestamptz NOT NULL
);
CREATE INDEX kept_answer_age ON events.kept_answer (answered_at);

-- Conversations that were deleted, written in the transaction of the event: nothing is said in them any more, and models
-- are told nothing of them.
CREATE TABLE events.deleted_conversation (
    account_id      uuid NOT NULL,
    conversation_id uuid NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
);
