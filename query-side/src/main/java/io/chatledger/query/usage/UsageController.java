package io.chatledger.query.usage;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.TimeRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the caller has spent. Added up when asked: the time is bounded, so that the sum is. */
@RestController
class UsageController {

    static final Duration LONGEST = Duration.ofDays(92);
    /** With today. */
    private static final int USUAL_DAYS = 30;

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.STATEMENT, ReadModel.HISTORY);

    private final Freshness freshness;
    private final JdbcClient jdbc;
    private final Clock clock;

    UsageController(Freshness freshness, JdbcClient jdbc, Clock clock) {
        this.freshness = freshness;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param from  the first moment that counts; if there is none, that is the beginning of a day
     * @param until the first one that does not
     */
    @GetMapping("/api/usage")
    Usage usage(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until) {
        var asked = new TimeRange(from, until);
        Instant end = until == null ? clock.instant() : until;
        Instant start = from == null ? end.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(USUAL_DAYS - 1)) : from;
        if (Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw new InvalidValue(
                    "from", "must be at most " + LONGEST.toDays() + " days before `until`, or before now");
        }
        return freshness.of(caller, SHOWN, () ->
                Usage.of(start, until, lines(caller, start, asked.untilOrLatest())));
    }

    /** The entries say how much and when, as the statement does; the messages say only what it was for. */
    private List<Usage.Line> lines(AccountId account, Instant from, Instant until) {
        return jdbc.sql("""
                        SELECT (entry.created_at AT TIME ZONE 'UTC')::date AS day, message.model, message.key_id,
                            count(*) AS messages, sum(entry.amount) AS tokens
                        FROM read.statement_entry entry
                            LEFT JOIN read.chat_message message USING (message_id, account_id)
                        WHERE entry.account_id = ? AND entry.type = 'DEBITED'
                            AND entry.created_at >= ? AND entry.created_at < ?
                        GROUP BY day, message.model, message.key_id
                        ORDER BY day DESC, message.model, message.key_id""")
                .params(account.value(), from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Usage.Line(
                        row.getObject("day", LocalDate.class),
                        row.getString("model"),
                        row.getObject("key_id", UUID.class),
                        row.getLong("messages"),
                        row.getBigDecimal("tokens").toBigIntegerExact()))
                .list();
    }
}
