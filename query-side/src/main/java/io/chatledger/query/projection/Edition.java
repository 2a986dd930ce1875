package io.chatledger.query.projection;

/** Which copy of a read model is meant. */
public enum Edition {
    /** The one that answers are given from. */
    LIVE("read"),
    /** One that an auditor's replay builds beside it, seen by its own database session alone. */
    REPLAYED("pg_temp");

    private final String schema;

    Edition(String schema) {
        this.schema = schema;
    }

    public String schema() {
        return schema;
    }
}
