package io.chatledger.query.projection;

/** Which copy of a read model is meant. */
public enum Edition {
    /** The one that answers are given from. */
    LIVE("read.%s"),
    /** The one that a rebuild makes, to take the place of the live one. */
    NEXT("read.%s_next"),
    /** One that an auditor's replay builds beside it, seen by its own database session alone. */
    REPLAYED("pg_temp.%s");

    private final String pattern;

    Edition(String pattern) {
        this.pattern = pattern;
    }

    /** The name of a table's copy in an SQL statement. */
    String of(String table) {
        return pattern.formatted(table);
    }
}
