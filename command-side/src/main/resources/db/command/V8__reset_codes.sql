-- A code that an administrator tells somebody was sent to no address.
ALTER TABLE events.one_time_token ALTER COLUMN email DROP NOT NULL;
