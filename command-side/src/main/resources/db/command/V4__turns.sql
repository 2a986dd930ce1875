-- From where the last attempt came, as its SHA-256, where the next one from there has to wait longer than others.
ALTER TABLE events.attempt ADD COLUMN last_from bytea;
