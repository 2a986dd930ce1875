-- What happened in the whole system on each day (UTC): one row, however much that is.
CREATE TABLE day_total (
    day        date PRIMARY KEY,
    registered bigint      NOT NULL,
    closed     bigint      NOT NULL,
    messages   bigint      NOT NULL,
    granted    numeric(38) NOT NULL,
    revoked    numeric(38) NOT NULL,
    debited    numeric(38) NOT NULL,
    held       numeric(38) NOT NULL -- how much more was held at its end than at its beginning; negative if less
);
INSERT INTO projection (name) VALUES ('days');

-- By which those are counted who have chatted on a day: a few bytes for each hundred pages, and nothing for each message.
CREATE INDEX chat_message_of_day ON chat_message USING brin (created_at) WITH (autosummarize = on);
-- A table that is being filled beside it has no such index: it begins again.
UPDATE rebuild SET position = 0 WHERE name = 'history';

-- By which operators see how long a rebuild will take, and pause it. The time that it was paused for does not count.
ALTER TABLE rebuild
    ADD COLUMN started_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN paused_at  timestamptz; -- null while it runs

-- Until when an administrator may read the chats; null for other acts. Tables that are being filled begin again.
ALTER TABLE act ADD COLUMN open_until timestamptz;
CREATE INDEX act_that_opens ON act (account_id, actor, open_until) WHERE open_until IS NOT NULL;
UPDATE rebuild SET position = 0 WHERE name = 'acts';
