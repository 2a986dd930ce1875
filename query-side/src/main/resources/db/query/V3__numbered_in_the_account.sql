-- What an account is shown is numbered within the account: the place in the order of all events tells how busy everybody
-- is. A rebuild that is under way begins anew, because its table is not like the live one any more.
UPDATE rebuild SET position = 0;

-- The totals up to each entry, so that those of any time are the difference of two rows; and a time that is never before
-- that of the entry before it, so that a time is a place. All of it follows from the rows there are.
CREATE TABLE statement_entry_numbered AS
    SELECT account_id, row_number() OVER earlier AS position, type, amount, balance, held,
        coalesce(sum(amount) FILTER (WHERE type = 'GRANTED') OVER earlier, 0)::numeric(38) AS granted,
        coalesce(sum(amount) FILTER (WHERE type = 'DEBITED') OVER earlier, 0)::numeric(38) AS debited,
        reason, message_id, actor, max(created_at) OVER earlier AS created_at
    FROM statement_entry WINDOW earlier AS (PARTITION BY account_id ORDER BY position);
DROP TABLE statement_entry;
ALTER TABLE statement_entry_numbered RENAME TO statement_entry;
ALTER TABLE statement_entry
    ADD PRIMARY KEY (account_id, position),
    ALTER COLUMN type SET NOT NULL,
    ALTER COLUMN amount SET NOT NULL,
    ALTER COLUMN balance SET NOT NULL,
    ALTER COLUMN held SET NOT NULL,
    ALTER COLUMN granted SET NOT NULL,
    ALTER COLUMN debited SET NOT NULL,
    ALTER COLUMN created_at SET NOT NULL;
CREATE INDEX statement_entry_of_time ON statement_entry (account_id, created_at, position);
CREATE INDEX statement_entry_of_type ON statement_entry (account_id, type, position);

-- From now on the sequence number of an event in its account's stream. Until the rebuild that gives it to earlier rows
-- too, they have numbers in the same order, none of which is larger.
ALTER TABLE chat_message DROP CONSTRAINT chat_message_position_key, ADD COLUMN price text; -- null until it is known
UPDATE chat_message SET position = numbered.position FROM (
    SELECT message_id, row_number() OVER (PARTITION BY account_id ORDER BY position) AS position
    FROM chat_message) numbered
WHERE chat_message.message_id = numbered.message_id;
DROP INDEX chat_message_of_account;
CREATE UNIQUE INDEX chat_message_of_account ON chat_message (account_id, position);
CREATE INDEX chat_message_of_time ON chat_message (account_id, created_at);

UPDATE conversation SET position = numbered.position FROM (
    SELECT conversation_id, account_id, row_number() OVER (PARTITION BY account_id ORDER BY position) AS position
    FROM conversation) numbered
WHERE conversation.conversation_id = numbered.conversation_id AND conversation.account_id = numbered.account_id;

INSERT INTO rebuild (name) VALUES ('history'), ('conversations') ON CONFLICT (name) DO NOTHING;

-- By which administrators look for accounts.
CREATE INDEX account_of_role ON account USING gin (roles);
CREATE INDEX account_suspended ON account (position) WHERE suspended;
CREATE INDEX account_of_time ON account (created_at);
