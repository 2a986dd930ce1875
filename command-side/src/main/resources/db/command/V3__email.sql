-- What was sent to somebody by email and opens one thing once. Only the SHA-256 of a token is kept.
CREATE TABLE events.one_time_token (
    token_hash bytea PRIMARY KEY,
    account_id uuid        NOT NULL,
    purpose    text        NOT NULL,
    email      text        NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX one_time_token_account ON events.one_time_token (account_id, purpose);
CREATE INDEX one_time_token_expiry ON events.one_time_token (expires_at);

-- Who has had welcome tokens, and for which verified address: an account once and an address once, also if the account
-- is closed by now. SHA-256 of the address in the form in which it is unique; null where none had to be verified.
CREATE TABLE events.welcome (
    account_id uuid PRIMARY KEY,
    email_hash bytea UNIQUE
);
INSERT INTO events.welcome (account_id) SELECT account_id FROM events.account_claim;
