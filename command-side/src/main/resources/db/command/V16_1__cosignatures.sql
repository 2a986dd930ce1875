-- What witnesses say of a checkpoint (C2SP tlog-cosignature): each a further line of its note.
CREATE TABLE events.cosignature (
    -- Of the checkpoint.
    size       bigint      NOT NULL,
    -- The verifier key of the witness.
    witness    text        NOT NULL,
    line       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (witness, size)
);
CREATE INDEX cosignature_size ON events.cosignature (size);
REVOKE UPDATE, DELETE ON events.cosignature FROM ${commandRole};
CREATE TRIGGER cosignature_is_final BEFORE UPDATE OR DELETE ON events.cosignature
    FOR EACH ROW EXECUTE FUNCTION events.refuse_change();
CREATE TRIGGER cosignatures_stay BEFORE TRUNCATE ON events.cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION events.refuse_change();
