-- Where it ends; `position` is how far it is. Null until it begins to read, and for those of earlier versions.
ALTER TABLE replay ADD COLUMN head bigint;
