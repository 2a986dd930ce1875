package io.chatledger.query.overview;

import io.chatledger.api.InvalidValue;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For administrators: how many accounts there are, and what became of tokens day by day. */
@RestController
class OverviewController {

    private static final int MOST_DAYS = 366;
    /** Long before there was any account. */
    private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.DAYS, ReadModel.HISTORY);

    private final Freshness freshness;
    private final JdbcClient jdbc;
    private final Clock clock;

    OverviewController(Freshness freshness, JdbcClient jdbc, Clock clock) {
        this.freshness = freshness;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param days how many
     * @param last the last one of them; today if there is none
     */
    @GetMapping("/api/admin/overview")
    Overview overview(
            @RequestParam(defaultValue = "30") int days, @RequestParam(name = "last_day") @Nullable LocalDate last) {
        if (days < 1 || days > MOST_DAYS) {
            throw new InvalidValue("days", "must be from 1 to " + MOST_DAYS);
        }
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        if (last != null && last.isAfter(today)) {
            throw new InvalidValue("last_day", "must not be in the future");
        }
        if (last != null && last.isBefore(EARLIEST)) {
            throw new InvalidValue("last_day", "must not be before " + EARLIEST);
        }
        LocalDate end = last == null ? today : last;
        return freshness.ofAll(SHOWN, () -> {
            List<Overview.Day> each = days(end.minusDays(days - 1L), end);
            return new Overview(each.getFirst().accounts(), active(end), each);
        });
    }

    /** What is held, and how many accounts there are, comes from all the days before as well: one row each. */
    private List<Overview.Day> days(LocalDate first, LocalDate last) {
        return jdbc.sql("""
                        SELECT * FROM (
                            SELECT day, coalesce(registered, 0) AS registered, coalesce(messages, 0) AS messages,
                                coalesce(granted, 0) AS granted, coalesce(revoked, 0) AS revoked,
                                coalesce(debited, 0) AS spent,
                                coalesce(sum(registered - closed) OVER earlier, 0) AS accounts,
                                coalesce(sum(held) OVER earlier, 0) AS held
                            FROM (SELECT generate_series(?::date, ?::date, interval '1 day')::date AS day) AS wanted
                                FULL JOIN read.day_total USING (day)
                            WINDOW earlier AS (ORDER BY day)) AS each_day
                        WHERE day BETWEEN ? AND ? ORDER BY day DESC""")
                .params(first, last, first, last)
                .query(OverviewController::day)
                .list();
    }

    private long active(LocalDate day) {
        return jdbc.sql("""
                        SELECT count(DISTINCT account_id) FROM read.chat_message
                        WHERE created_at >= ? AND created_at < ?""")
                .param(day.atStartOfDay().atOffset(ZoneOffset.UTC))
                .param(day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    private static Overview.Day day(ResultSet row, int number) throws SQLException {
        return new Overview.Day(
                row.getObject("day", LocalDate.class),
                row.getLong("accounts"),
                row.getLong("registered"),
                row.getLong("messages"),
                tokens(row, "granted"),
                tokens(row, "revoked"),
                tokens(row, "spent"),
                tokens(row, "held"));
    }

    private static BigInteger tokens(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }
}
