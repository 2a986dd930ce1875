-- Everything here is derived from events.domain_event and can be emptied and rebuilt at any time, replay aside.

-- How far each projection has come. Moves in the same transaction as the projection's rows.
CREATE TABLE projection (
    name             text PRIMARY KEY,
    position         bigint      NOT NULL DEFAULT 0 CHECK (position >= 0),
    rebuild_wanted   boolean     NOT NULL DEFAULT false,
    rebuild_target   bigint,     -- the head when the rebuild began; null once it is reached
    trouble          text,       -- why it does not get on; null while it does
    trouble_position bigint,     -- the event it does not get past
    updated_at       timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 20); -- a few rows that are updated all the time: room for the next version in the same page

INSERT INTO projection (name) VALUES ('account'), ('balance'), ('statement'), ('history'), ('conversations');

CREATE TABLE account (
    account_id uuid PRIMARY KEY,
    position   bigint      NOT NULL UNIQUE, -- of its registration: the order of the directory
    username   text        NOT NULL,
    email      text,
    roles      text[]      NOT NULL,
    suspended  boolean     NOT NULL,
    created_at timestamptz NOT NULL
);

-- No check on the amounts: a wrong row must be possible to be found, and only Balance says what is possible. What has
-- come and gone in a lifetime has no bound but the number of events: 38 digits hold 2^63 events of 2^63 tokens.
CREATE TABLE account_balance (
    account_id uuid PRIMARY KEY,
    balance    bigint      NOT NULL,
    held       bigint      NOT NULL,
    granted    numeric(38) NOT NULL,
    revoked    numeric(38) NOT NULL,
    debited    numeric(38) NOT NULL
);

CREATE TABLE statement_entry (
    position   bigint PRIMARY KEY,
    account_id uuid        NOT NULL,
    type       text        NOT NULL,
    amount     bigint      NOT NULL,
    balance    bigint      NOT NULL,
    held       bigint      NOT NULL,
    reason     text,
    message_id uuid,
    actor      text,
    created_at timestamptz NOT NULL
);
CREATE INDEX statement_entry_of_account ON statement_entry (account_id, position);

CREATE TABLE chat_message (
    message_id      uuid PRIMARY KEY,
    position        bigint      NOT NULL UNIQUE, -- of the event that sent it
    account_id      uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    message         text        NOT NULL,
    response        text,
    status          text        NOT NULL,
    model           text        NOT NULL,
    tokens_deducted bigint      NOT NULL,
    created_at      timestamptz NOT NULL,
    answered_at     timestamptz
);
CREATE INDEX chat_message_of_account ON chat_message (account_id, position);
CREATE INDEX chat_message_of_conversation ON chat_message (account_id, conversation_id, position);

CREATE TABLE conversation (
    conversation_id  uuid        NOT NULL,
    account_id       uuid        NOT NULL,
    position         bigint      NOT NULL, -- of its last message or reply: the order of the list
    title            text        NOT NULL,
    messages         bigint      NOT NULL,
    hidden           boolean     NOT NULL,
    unanswered       uuid[]      NOT NULL, -- messages to which a reply may still come
    created_at       timestamptz NOT NULL,
    last_activity_at timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, account_id)
);
CREATE INDEX conversation_of_account ON conversation (account_id, position) WHERE NOT hidden;
-- A few rows at any time: that is where the conversation of a reply is looked for.
CREATE INDEX conversation_unanswered ON conversation (account_id) WHERE unanswered <> '{}';

-- What auditors asked to be replayed, and what came out. The only table here that is not derived from events.
CREATE TABLE replay (
    id             uuid PRIMARY KEY,
    status         text        NOT NULL,
    started_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    position       bigint,
    events         bigint,
    accounts       bigint,
    mismatch_count bigint,
    mismatches     jsonb       NOT NULL DEFAULT '[]',
    trouble        text
);
