package io.chatledger.command.operation;

import io.chatledger.api.TokensHeld;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The holds that are open, by the table by which they expire. */
@Component
class OpenHolds {

    /** Further ones are not counted: by then everybody knows that something is wrong. */
    static final int MOST_COUNTED = 10_000;

    /** Where each class of age begins. Most replies are over before the second one, and no provider may take longer. */
    private static final List<Integer> AGES_SECONDS = List.of(0, 10, 60, 300);

    /**
     * What is held now.
     *
     * @param open        how many there are; more, if that is not exact
     * @param openIsExact whether all were counted
     */
    record Shown(long open, boolean openIsExact, List<OfAge> byAge, List<Hold> results) {}

    /** @param atLeastSeconds and less than the next class */
    record OfAge(int atLeastSeconds, long holds) {}

    /**
     * @param tokens    null if the event is not where it should be
     * @param expiresAt when it is released, unless the message is answered before
     */
    record Hold(
            UUID messageId,
            UUID accountId,
            @Nullable Long tokens,
            Instant heldAt,
            long ageSeconds,
            Instant expiresAt) {}

    private final JdbcClient jdbc;

    OpenHolds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param limit how many to list, the oldest first */
    Shown at(Instant now, int limit) {
        List<Long> ages = jdbc
                .sql("SELECT sent_at FROM events.message WHERE due_at IS NOT NULL ORDER BY due_at LIMIT ?")
                .param(MOST_COUNTED + 1)
                .query((row, number) -> ageSeconds(time(row, "sent_at"), now))
                .list();
        boolean exact = ages.size() <= MOST_COUNTED;
        List<Long> counted = exact ? ages : ages.subList(0, MOST_COUNTED);
        return new Shown(counted.size(), exact, byAge(counted), oldest(now, limit));
    }

    private static List<OfAge> byAge(List<Long> ages) {
        return IntStream.range(0, AGES_SECONDS.size())
                .mapToObj(i -> {
                    int from = AGES_SECONDS.get(i);
                    long until = i + 1 < AGES_SECONDS.size() ? AGES_SECONDS.get(i + 1) : Long.MAX_VALUE;
                    return new OfAge(from, ages.stream().filter(age -> age >= from && age < until).count());
                })
                .toList();
    }

    /** How much is held, the event after that of the message says. */
    private List<Hold> oldest(Instant now, int limit) {
        return jdbc.sql("""
                        SELECT message_id, account_id, sent_at, due_at, (
                            SELECT (convert_from(payload, 'UTF8')::json ->> 'amount')::bigint FROM events.domain_event
                            WHERE aggregate_identifier = account_id::text AND sequence_number = sent_sequence + 1
                                AND payload_type = ?) AS tokens
                        FROM events.message WHERE due_at IS NOT NULL ORDER BY due_at LIMIT ?""")
                .params(TokensHeld.class.getName(), limit)
                .query((row, number) -> new Hold(
                        row.getObject("message_id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getObject("tokens", Long.class),
                        time(row, "sent_at"),
                        ageSeconds(time(row, "sent_at"), now),
                        time(row, "due_at")))
                .list();
    }

    /** Of a message that another copy has sent whose clock is ahead, too. */
    private static long ageSeconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
