-- The API key that a message was sent with; null if it was none, or if that was not recorded yet.
ALTER TABLE chat_message ADD COLUMN key_id uuid;
-- A table that is being filled beside it has the old columns: it begins again.
UPDATE rebuild SET position = 0 WHERE name = 'history';
