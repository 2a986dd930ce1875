-- A log-in takes a username or an email address: both are names of one kind, so that no name ever means two accounts.
CREATE TABLE events.claimed_name (
    -- Normalised (NFKC) and in lower case.
    name       text PRIMARY KEY,
    account_id uuid NOT NULL
);
CREATE INDEX claimed_name_account ON events.claimed_name (account_id);

-- Where somebody's username is somebody else's address, the username keeps the name: it came first until now, too.
INSERT INTO events.claimed_name SELECT username_key, account_id FROM events.account_claim;
INSERT INTO events.claimed_name SELECT normalize(email_key, NFKC), account_id FROM events.account_claim
    WHERE email_key IS NOT NULL ORDER BY created_at ON CONFLICT DO NOTHING;

ALTER TABLE events.account_claim
    DROP COLUMN username_key,
    DROP COLUMN email_key,
    -- When roles or suspension last changed: access tokens from before say something else. Null if never.
    ADD COLUMN standing_changed_at timestamptz;
CREATE INDEX account_claim_standing ON events.account_claim (standing_changed_at) WHERE standing_changed_at IS NOT NULL;

-- What one log-in and its refreshes are. An ended one stays for a while, so that its owner sees why it ended.
CREATE TABLE events.session (
    id           uuid PRIMARY KEY,
    account_id   uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    end_reason   text,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX session_account ON events.session (account_id, created_at);
CREATE INDEX session_expiry ON events.session (expires_at);
CREATE INDEX session_ended ON events.session (ended_at) WHERE ended_at IS NOT NULL;

-- The families of refresh tokens go on as sessions. That a family lasts 90 days tells when it began.
INSERT INTO events.session (id, account_id, created_at, last_used_at, expires_at)
    SELECT family_id, account_id, max(family_expires_at) - interval '90 days', now(), max(expires_at)
    FROM events.refresh_token GROUP BY family_id, account_id;
ALTER TABLE events.refresh_token RENAME COLUMN family_id TO session_id;
ALTER TABLE events.refresh_token
    DROP COLUMN account_id,
    DROP COLUMN expires_at,
    DROP COLUMN family_expires_at,
    ADD FOREIGN KEY (session_id) REFERENCES events.session ON DELETE CASCADE;
CREATE INDEX refresh_token_used ON events.refresh_token (used_at) WHERE used_at IS NOT NULL;

-- How often somebody has tried lately: to log in to an account, to log in or to register from an address. Only hashes
-- of them are kept, and not for long. In the database, so that copies of this side count together.
CREATE TABLE events.attempt (
    kind     text        NOT NULL,
    subject  bytea       NOT NULL,
    attempts int         NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX attempt_age ON events.attempt (last_at);
