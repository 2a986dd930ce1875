package io.chatledger.query.act;

import io.chatledger.api.AccountId;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Actor;
import io.chatledger.query.act.ShownAct.Person;
import io.chatledger.query.act.ShownAct.State;
import io.chatledger.query.web.TimeRange;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The acts as administrators ask for them: with the names of the people, and with balances from the statement. */
@Component
public class Acts {

    /**
     * Which acts; all where null.
     *
     * @param account that they were done to
     */
    record Selection(
            @Nullable Actor actor, @Nullable AccountId account, @Nullable String type, TimeRange time) {}

    private static final String ACTS = """
            SELECT act.*, subject.username AS subject_name, doer.username AS doer_name, entry.balance
            FROM read.act
                LEFT JOIN read.account subject ON subject.account_id = act.account_id
                LEFT JOIN read.account doer
                    ON doer.account_id = CASE WHEN act.actor LIKE '%-%-%-%-%' THEN act.actor::uuid END
                LEFT JOIN read.statement_entry entry
                    ON entry.event_position = act.position AND entry.type IN ('GRANTED', 'REVOKED')
            WHERE act.position < ?""";

    private final JdbcClient jdbc;

    Acts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Newest first. */
    List<ShownAct> page(Selection selection, long before, int limit) {
        StringBuilder sql = new StringBuilder(ACTS);
        List<Object> params = new ArrayList<>(List.of(before));
        narrow(sql, params, "act.actor = ?", selection.actor() == null ? null : selection.actor().value());
        narrow(sql, params, "act.account_id = ?", selection.account() == null ? null : selection.account().value());
        narrow(sql, params, "act.type = ?", selection.type());
        narrow(sql, params, "act.created_at >= ?", time(selection.time().from()));
        narrow(sql, params, "act.created_at < ?", time(selection.time().until()));
        params.add(limit);
        return jdbc.sql(sql.append(" ORDER BY act.position DESC LIMIT ?").toString())
                .params(params)
                .query((row, number) -> act(row))
                .list();
    }

    /**
     * Whether an administrator may read the chats of an account, because he has said why, and not long ago. To be read
     * in a transaction in which the acts on the account are fresh.
     */
    public boolean haveOpened(AccountId account, AccountId reader, Instant now) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM read.act WHERE account_id = ? AND actor = ? AND open_until > ?)""")
                .params(account.value(), Actor.of(reader).value(), now.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    private static void narrow(StringBuilder sql, List<Object> params, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
            params.add(value);
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static ShownAct act(ResultSet row) throws SQLException {
        String type = row.getString("type");
        Long amount = row.getObject("amount", Long.class);
        List<String> roles = names(row.getArray("roles"));
        State from = null;
        State to = null;
        Long balance = row.getObject("balance", Long.class);
        if (amount != null && balance != null) {
            from = State.balance(Math.subtractExact(balance, amount));
            to = State.balance(balance);
        } else if (roles != null) {
            from = State.roles(names(row.getArray("previous_roles")));
            to = State.roles(roles);
        } else if (type.equals(AccountSuspended.class.getSimpleName())) {
            from = State.suspended(false);
            to = State.suspended(true);
        } else if (type.equals(AccountReactivated.class.getSimpleName())) {
            from = State.suspended(true);
            to = State.suspended(false);
        }
        OffsetDateTime openUntil = row.getObject("open_until", OffsetDateTime.class);
        if (openUntil != null) {
            to = State.openUntil(openUntil.toInstant());
        }
        return new ShownAct(
                row.getLong("position"),
                type,
                new Person(row.getString("account_id"), row.getString("subject_name")),
                new Person(row.getString("actor"), row.getString("doer_name")),
                row.getString("reason"),
                amount,
                from,
                to,
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable List<String> names(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
