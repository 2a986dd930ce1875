package io.chatledger.query.projection;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The read models there are. Each is one table, kept by one {@link Projection}, moving at its own pace. */
public enum ReadModel {
    ACCOUNT("account", "account_id"),
    BALANCE("account_balance", "account_id"),
    STATEMENT("statement_entry", "account_id, position"),
    HISTORY("chat_message", "message_id"),
    CONVERSATIONS("conversation", "conversation_id, account_id"),
    ACTS("act", "position"),
    DAYS("day_total", "day");

    private final String table;
    private final String key;

    ReadModel(String table, String key) {
        this.table = table;
        this.key = key;
    }

    /** Its table as named in an SQL statement. */
    public String in(Edition edition) {
        return edition.of(table);
    }

    public String table() {
        return table;
    }

    /** The column, or the columns, that tell its rows apart. */
    public String key() {
        return key;
    }

    /** As operators and auditors name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ReadModel> named(String name) {
        return Arrays.stream(values()).filter(model -> model.toString().equals(name)).findFirst();
    }
}
