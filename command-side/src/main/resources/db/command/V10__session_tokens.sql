-- What opens a session for as long as it lives, without being refreshed. Only its SHA-256 is kept. Null in sessions from
-- before, until they are refreshed.
ALTER TABLE events.session ADD COLUMN token_hash bytea UNIQUE;

-- The token of the session and, for a moment after its use, the refresh token that came next: encrypted under the refresh
-- token itself, so that it can be told again to whoever has that and to nobody else.
ALTER TABLE events.refresh_token ADD COLUMN sealed bytea;

-- What an API key may be used for.
ALTER TABLE events.api_key ADD COLUMN scopes text[] NOT NULL DEFAULT '{chat}';
-- The list of what was taken back lately is asked for all the time.
CREATE INDEX api_key_revoked ON events.api_key (revoked_at) WHERE revoked_at IS NOT NULL;
