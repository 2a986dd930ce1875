-- The verifiable log over all events: a Merkle tree (RFC 6962) in tiles (C2SP tlog-tiles), and what was signed of it.
CREATE TABLE events.tile (
    level  smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    number bigint   NOT NULL CHECK (number >= 0),
    -- Up to 256 hashes of 32 bytes. They do not compress.
    hashes bytea    NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
);
ALTER TABLE events.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE FUNCTION events.refuse_other_hashes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.level <> OLD.level OR NEW.number <> OLD.number
        OR substring(NEW.hashes FROM 1 FOR octet_length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'events.tile only grows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tile_only_grows BEFORE UPDATE ON events.tile FOR EACH ROW EXECUTE FUNCTION events.refuse_other_hashes();
CREATE TRIGGER tile_stays BEFORE DELETE ON events.tile FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER tiles_stay BEFORE TRUNCATE ON events.tile FOR EACH STATEMENT EXECUTE FUNCTION events.refuse_change();

-- Of a size there is one for ever.
CREATE TABLE events.checkpoint (
    size       bigint PRIMARY KEY CHECK (size > 0),
    root       bytea       NOT NULL CHECK (octet_length(root) = 32),
    -- As it was signed, to the byte.
    note       text        NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TRIGGER checkpoint_is_final BEFORE UPDATE OR DELETE ON events.checkpoint
    FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER checkpoints_stay BEFORE TRUNCATE ON events.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION events.refuse_change();

-- When an operator went on with a database that was behind a checkpoint of ours, and what was lost by that.
CREATE TABLE events.log_set_back (
    accepted_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    size        bigint NOT NULL,
    lost_note   text   NOT NULL
);
CREATE TRIGGER log_set_back_is_final BEFORE UPDATE OR DELETE ON events.log_set_back
    FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER log_set_backs_stay BEFORE TRUNCATE ON events.log_set_back
    FOR EACH STATEMENT EXECUTE FUNCTION events.refuse_change();
