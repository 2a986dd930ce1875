package io.chatledger.query.audit;

import io.chatledger.api.AccountId;
import io.chatledger.api.Act;
import io.chatledger.api.Actor;
import io.chatledger.api.TokenEvent;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.events.EventDecoder;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.web.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The events as auditors ask for them. To be read in a transaction, so that rows come from a cursor. */
@Component
class Ledger {

    /**
     * Which events; all where null.
     *
     * @param storedType the full class name of an event
     * @param actor      who caused it
     */
    record Selection(@Nullable AccountId account, @Nullable String storedType, @Nullable Actor actor,
            TimeRange time) {}

    private static final String[] ACTS =
            Arrays.stream(Act.class.getPermittedSubclasses()).map(Class::getName).toArray(String[]::new);

    /** Whatever is recorded so much later by one process's clock is later by all of them. */
    private static final Duration LARGEST_CLOCK_SKEW = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final EventDecoder decoder;
    private final int pageEvents;

    Ledger(JdbcClient jdbc, EventDecoder decoder, QuerySettings settings) {
        this.jdbc = jdbc;
        this.decoder = decoder;
        this.pageEvents = settings.audit().pageEvents();
    }

    List<RecordedEvent> page(long after, Selection selection, int limit) {
        StringBuilder sql = new StringBuilder("SELECT " + EventDecoder.COLUMNS
                + " FROM " + EventDecoder.NUMBERED_EVENTS + " WHERE position > ?");
        List<Object> params = new ArrayList<>(List.of(after));
        if (selection.account() != null) {
            sql.append(" AND aggregate_identifier = ?");
            params.add(selection.account().toString());
        }
        if (selection.storedType() != null) {
            sql.append(" AND payload_type = ?");
            params.add(selection.storedType());
        }
        if (selection.actor() != null) {
            // In this order, whatever the planner thinks: others may be long texts.
            sql.append(" AND CASE WHEN payload_type = ANY (?)")
                    .append(" THEN convert_from(payload, 'UTF8')::jsonb ->> 'actor' = ? ELSE false END");
            params.add(ACTS);
            params.add(selection.actor().toString());
        }
        if (selection.time().from() != null) {
            sql.append(" AND time_stamp::timestamptz >= ?");
            params.add(selection.time().from().atOffset(ZoneOffset.UTC));
        }
        if (selection.time().until() != null) {
            Instant until = selection.time().until();
            sql.append(" AND time_stamp::timestamptz < ? AND position <= ?");
            params.add(until.atOffset(ZoneOffset.UTC));
            params.add(lastBefore(until.plus(LARGEST_CLOCK_SKEW)));
        }
        params.add(limit);
        return jdbc.sql(sql.append(" ORDER BY position LIMIT ?").toString()).params(params).query(decoder).list();
    }

    /** A position after which all events of that time are: where to begin. */
    long positionBefore(TimeRange time) {
        return time.from() == null ? 0 : lastBefore(time.from().minus(LARGEST_CLOCK_SKEW));
    }

    /**
     * The position of the last event before a time, 0 if there is none. Positions have no gaps and go with the time,
     * all but for the skew of clocks, so that halving finds it: an index by time would be one more thing to write for
     * each event.
     */
    private long lastBefore(Instant time) {
        long before = 0;
        long notBefore = head() + 1;
        while (notBefore - before > 1) {
            long middle = before + (notBefore - before) / 2;
            if (timeOf(middle).isBefore(time)) {
                before = middle;
            } else {
                notBefore = middle;
            }
        }
        return before;
    }

    private long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM events.place").query(Long.class).single();
    }

    private Instant timeOf(long position) {
        return Instant.parse(jdbc.sql("SELECT time_stamp FROM " + EventDecoder.NUMBERED_EVENTS + " WHERE position = ?")
                .param(position).query(String.class).single());
    }

    /** All numbered events of an account, in order. */
    void ofAccount(AccountId account, Consumer<RecordedEvent> consumer) {
        jdbc.sql("SELECT " + EventDecoder.COLUMNS + " FROM " + EventDecoder.NUMBERED_EVENTS
                        + " WHERE aggregate_identifier = ? ORDER BY sequence_number")
                .param(account.toString())
                .withFetchSize(pageEvents)
                .query((RowCallbackHandler) row -> consumer.accept(decoder.mapRow(row, 0)));
    }

    /** All movements of tokens up to a position, in any order. */
    void movements(long upTo, Consumer<TokenEvent> consumer) {
        jdbc.sql("SELECT " + EventDecoder.COLUMNS
                        + " FROM " + EventDecoder.NUMBERED_EVENTS + " WHERE position <= ? AND payload_type = ANY (?)")
                .param(1, upTo)
                .param(2, EventDecoder.storedNames(TokenEvent.class))
                .withFetchSize(pageEvents)
                .query((RowCallbackHandler) row -> consumer.accept((TokenEvent) decoder.mapRow(row, 0).event()));
    }
}
