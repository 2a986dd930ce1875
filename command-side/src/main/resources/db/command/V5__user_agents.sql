-- What the client called itself that began a session, so that its owner recognises the device. Null if it said nothing.
ALTER TABLE events.session ADD COLUMN user_agent varchar(200);
