package io.chatledger.query.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UsageTest {

    private static final UUID KEY = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestLedger ledger = system.ledger;
    private final Person ada = ledger.register("ada");

    @Test
    void whatWasSpentIsToldByDayModelAndKeyNewestDayFirst() {
        ledger.waits(untilMidnight().minusSeconds(60));
        Instant start = ledger.now();
        spends(60, "demo", null);
        spends(1, "demo", null);
        spends(7, "demo", KEY);
        spends(20, "echo", null);
        LocalDate firstDay = ledger.now().atOffset(ZoneOffset.UTC).toLocalDate();
        ledger.waits(untilMidnight());
        spends(100, "demo", KEY);
        ada.isNotAnswered(ada.sends("This costs nothing"));
        ada.sends("Neither does this until now");
        Person bob = ledger.register("bob");
        bob.isAnswered(bob.sends("Mine is not hers"), "Hi");

        Instant end = ledger.now().plusSeconds(1);
        JsonNode usage = usage("from=" + start + "&until=" + end);

        assertThat(lines(usage)).containsExactly(
                firstDay.plusDays(1) + " demo " + KEY + " 1 100",
                firstDay + " demo " + KEY + " 1 7",
                firstDay + " demo null 2 61",
                firstDay + " echo null 1 20");
        assertThat(usage.at("/totals/messages").asLong()).isEqualTo(5);
        assertThat(usage.at("/totals/tokens").asLong()).isEqualTo(188);
        assertThat(usage.get("from").asString()).isEqualTo(start.toString());
        assertThat(usage.get("until").asString()).isEqualTo(end.toString());
    }

    /** From the very moment of a debit, and up to it. */
    @Test
    void itIsWhatTheStatementSaysForTheSameTimeToTheToken() {
        spends(3, "demo", null);
        Instant second = ledger.now().plusSeconds(4);
        spends(50, "demo", KEY);
        assertThat(ledger.now()).isEqualTo(second);
        spends(9, "echo", null);

        String end = "&until=" + ledger.now().plusSeconds(1);
        for (String range : List.of(
                "from=" + second + "&until=" + ledger.now(), "from=" + second + end,
                "from=" + second.plusNanos(1000) + end,
                "until=" + second, "until=" + second.plusNanos(1000))) {
            assertThat(usage(range).at("/totals/tokens").asLong()).as(range)
                    .isEqualTo(statement(range).at("/totals/debited").asLong())
                    .isPositive();
        }
        assertThat(usage("until=" + second).at("/totals/tokens").asLong()).isEqualTo(3);
        assertThat(usage("until=" + second.plusNanos(1000)).at("/totals/tokens").asLong()).isEqualTo(53);
    }

    @Test
    void itIsAboutThirtyDaysWithTodayIfNobodySaysMore() {
        Instant now = Instant.now();
        JsonNode usage = usage("");
        Instant from = Instant.parse(usage.get("from").asString());

        assertThat(from).isEqualTo(from.truncatedTo(ChronoUnit.DAYS));
        assertThat(Duration.between(from, now)).isBetween(Duration.ofDays(29), Duration.ofDays(30).plusMinutes(1));
        assertThat(usage.get("until").isNull()).isTrue();
    }

    @Test
    void aLongTimeIsRefusedAndOneOfNinetyTwoDaysIsNot() {
        assertThat(usage("from=2026-01-01T00:00:00Z&until=2026-04-03T00:00:00Z").get("results")).isEmpty();
        refused("from=2026-01-01T00:00:00Z&until=2026-04-03T00:00:00.000001Z", "from");
        // Until now, that is.
        refused("from=2020-01-01T00:00:00Z", "from");
        refused("from=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", "until");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "model=demo", "from="})
    void whatItDoesNotKnowIsRefused(String query) {
        system.get(ada, "/api/usage?" + query).refused(400, "INVALID_REQUEST");
    }

    private void spends(long tokens, String model, UUID key) {
        ada.isAnsweredFor(ada.sends("Hello", UUID.randomUUID(), model, key), "Hi", tokens);
    }

    private Duration untilMidnight() {
        Instant now = ledger.now();
        return Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
    }

    private void refused(String query, String field) {
        assertThat(system.get(ada, "/api/usage?" + query).refused(400, "INVALID_REQUEST").json()
                .at("/errors/0/field").asString()).isEqualTo(field);
    }

    private JsonNode usage(String query) {
        return system.get(ada, "/api/usage?" + query).ok().json();
    }

    private JsonNode statement(String query) {
        return system.get(ada, "/api/tokens/history?" + query).ok().json();
    }

    private static List<String> lines(JsonNode usage) {
        return usage.get("results").valueStream()
                .map(line -> line.get("day").asString() + " " + line.get("model").asString() + " "
                        + line.get("key_id").asString("null") + " " + line.get("messages") + " " + line.get("tokens"))
                .toList();
    }
}
