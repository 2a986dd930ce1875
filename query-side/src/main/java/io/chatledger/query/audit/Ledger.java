package io.chatledger.query.audit;

import io.chatledger.api.AccountId;
import io.chatledger.api.Act;
import io.chatledger.api.TokenEvent;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.projection.EventDecoder;
import io.chatledger.query.projection.RecordedEvent;
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
    record Selection(@Nullable AccountId account, @Nullable String storedType, @Nullable String actor) {}

    private static final String[] ACTS =
            Arrays.stream(Act.class.getPermittedSubclasses()).map(Class::getName).toArray(String[]::new);

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
                + " FROM events.domain_event WHERE position > ?");
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
            params.add(selection.actor());
        }
        params.add(limit);
        return jdbc.sql(sql.append(" ORDER BY position LIMIT ?").toString()).params(params).query(decoder).list();
    }

    /** All numbered events of an account, in order. */
    void ofAccount(AccountId account, Consumer<RecordedEvent> consumer) {
        jdbc.sql("SELECT " + EventDecoder.COLUMNS + """
                         FROM events.domain_event
                        WHERE aggregate_identifier = ? AND position IS NOT NULL ORDER BY sequence_number""")
                .param(account.toString())
                .withFetchSize(pageEvents)
                .query((RowCallbackHandler) row -> consumer.accept(decoder.mapRow(row, 0)));
    }

    /** All movements of tokens up to a position, in any order. */
    void movements(long upTo, Consumer<TokenEvent> consumer) {
        jdbc.sql("SELECT " + EventDecoder.COLUMNS
                        + " FROM events.domain_event WHERE position <= ? AND payload_type = ANY (?)")
                .param(1, upTo)
                .param(2, EventDecoder.storedNames(TokenEvent.class))
                .withFetchSize(pageEvents)
                .query((RowCallbackHandler) row -> consumer.accept((TokenEvent) decoder.mapRow(row, 0).event()));
    }
}
