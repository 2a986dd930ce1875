-- From where somebody has logged in to an account lately, both as SHA-256: there strangers do not keep its owner out.
CREATE TABLE events.known_address (
    address        bytea       NOT NULL,
    account        bytea       NOT NULL,
    last_log_in_at timestamptz NOT NULL,
    PRIMARY KEY (address, account)
);
CREATE INDEX known_address_account ON events.known_address (account, last_log_in_at);
CREATE INDEX known_address_age ON events.known_address (last_log_in_at);

-- An owner who is known needs no shorter wait than others, and whoever has two addresses took that for himself.
ALTER TABLE events.attempt DROP COLUMN last_from;
