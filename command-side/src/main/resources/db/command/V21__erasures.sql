-- Whose data a kept answer has, so that it goes when they are erased. Null if nobody's, and in those from before, which
-- are gone after a day.
ALTER TABLE events.kept_answer ADD COLUMN account_id uuid;
CREATE INDEX kept_answer_account ON events.kept_answer (account_id) WHERE account_id IS NOT NULL;

-- When the keys of an account were destroyed, by the clock of the database: other copies look for it, and forget what
-- they have in memory.
ALTER TABLE events.personal_key ADD COLUMN destroyed_at timestamptz;
CREATE INDEX personal_key_destroyed ON events.personal_key (destroyed_at) WHERE destroyed_at IS NOT NULL;
