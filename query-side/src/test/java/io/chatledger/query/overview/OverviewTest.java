package io.chatledger.query.overview;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** About all accounts, so on a database of its own. */
class OverviewTest {

    private static final LocalDate FIRST = LocalDate.ofInstant(TestLedger.BEGINNING, ZoneOffset.UTC);

    private static TestQuerySide system;
    private static Person admin;

    /** On two days, with a quiet one in between. */
    @BeforeAll
    static void start() {
        system = new TestQuerySide();
        TestLedger ledger = system.ledger;
        admin = ledger.register("admin", List.of("USER", "ADMIN"), 10_000);
        Person ada = ledger.register("ada");
        ada.isAnsweredFor(ada.sends("Hello"), "Hi", 60);
        ada.isNotAnswered(ada.sends("Hello?"));
        UUID overNight = ada.sends("A long question");
        ada.isRevoked(40);
        ledger.waits(untilMidnight(ledger).plusDays(1));
        ada.isAnswered(overNight, "A long answer");
        Person bob = ledger.register("bob");
        bob.sends("Hello");
        bob.sends("Hello again");
        ada.isGranted(500);
        ada.closes();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void eachDayHasWhatCameAndWentAndWhatWasHeldAtItsEnd() {
        JsonNode overview = overview("days=4&last_day=" + FIRST.plusDays(2));

        assertThat(overview.get("results").valueStream().map(JsonNode::toString)).containsExactly(
                day(FIRST.plusDays(2), 2, 1, 2, 4500, 0, 100, 200),
                day(FIRST.plusDays(1), 2, 0, 0, 0, 0, 0, 100),
                day(FIRST, 2, 2, 3, 14_000, 40, 60, 100),
                day(FIRST.minusDays(1), 0, 0, 0, 0, 0, 0, 0));
        assertThat(overview.get("accounts").asLong()).isEqualTo(2);
    }

    @Test
    void whoSentAMessageOnTheLastDayIsActiveHoweverManyTheyWere() {
        assertThat(overview("last_day=" + FIRST).get("active").asLong()).isEqualTo(1);
        assertThat(overview("last_day=" + FIRST.plusDays(1)).get("active").asLong()).isZero();
        assertThat(overview("last_day=" + FIRST.plusDays(2)).get("active").asLong()).isEqualTo(1);
    }

    @Test
    void itAddsUpToTheTrialBalance() {
        JsonNode days = overview("days=10&last_day=" + FIRST.plusDays(5)).get("results");
        JsonNode trial = system.get(admin, "/api/audit/trial-balance").ok().json();

        assertThat(days.valueStream().mapToLong(day -> day.get("granted").asLong()).sum())
                .isEqualTo(trial.get("granted").asLong());
        assertThat(days.valueStream().mapToLong(day -> day.get("spent").asLong()).sum())
                .isEqualTo(trial.get("debited").asLong());
        assertThat(days.get(0).get("held").asLong()).isEqualTo(trial.get("held").asLong());
    }

    @Test
    void thirtyDaysUpToTodayAreShownIfNobodySaysMore() {
        LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);

        JsonNode results = overview("").get("results");

        assertThat(results).hasSize(30);
        assertThat(LocalDate.parse(results.get(0).get("day").asString())).isBetween(today, today.plusDays(1));
        // What is held does not end with what is shown.
        assertThat(results.get(29).get("held").asLong()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"days=0, days", "days=367, days", "last_day=2999-01-01, last_day", "last_day=2026-02-30, last_day",
        "last_day=1999-12-31, last_day",
        "last_day=yesterday, last_day", "day=1, day"})
    void otherDaysAreRefused(String query, String field) {
        assertThat(system.get(admin, "/api/admin/overview?" + query).refused(400, "INVALID_REQUEST").json()
                .at("/errors/0/field").asString()).isEqualTo(field);
    }

    @Test
    void aYearIsShown() {
        assertThat(overview("days=366").get("results")).hasSize(366);
        assertThat(overview("days=1").get("results")).hasSize(1);
    }

    private static Duration untilMidnight(TestLedger ledger) {
        Instant now = ledger.now();
        return Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
    }

    private static String day(
            LocalDate day, long accounts, long registered, long messages, long granted, long revoked, long spent,
            long held) {
        return ("{\"day\":\"%s\",\"accounts\":%d,\"registered\":%d,\"messages\":%d,\"granted\":%d,\"revoked\":%d,"
                + "\"spent\":%d,\"held\":%d}")
                .formatted(day, accounts, registered, messages, granted, revoked, spent, held);
    }

    private static JsonNode overview(String query) {
        return system.get(admin, "/api/admin/overview?" + query).ok().json();
    }
}
