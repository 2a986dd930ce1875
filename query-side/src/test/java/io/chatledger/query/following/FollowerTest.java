package io.chatledger.query.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FollowerTest {

    private static final List<String> ALL =
            List.of("account", "acts", "balance", "conversations", "days", "history", "statement");

    private static TestQuerySide system;
    private static TestLedger ledger;
    private static Person operator;

    @BeforeAll
    static void start() {
        system = new TestQuerySide("chatledger.freshness-timeout=1500ms");
        ledger = system.ledger;
        operator = ledger.register("operator", List.of("USER", "OPERATOR"), 0);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void anEventThatCannotBeProjectedStopsItsProjectionAloneUntilItIsMended() {
        Person ada = ledger.register("ada");
        Person ben = ledger.register("ben");
        UUID before = ada.sends("before");
        awaitState("history", "following");
        ledger.stopNumbering();
        ada.isAnswered(before, "in the same batch as the culprit, but before it");
        UUID neverSent = UUID.randomUUID();
        // Of nothing, for a message that was never sent: only the history minds.
        ledger.record(new HoldReleased(ben.id.toString(), neverSent.toString(), 0, "EXPIRED"));
        UUID after = ben.sends("after");
        ledger.number();
        long culprit = ledger.head() - 2;

        JsonNode stuck = awaitState("history", "failing");
        assertThat(stuck.get("error").get("problem").asString()).isEqualTo("IMPOSSIBLE_EVENT");
        assertThat(stuck.get("error").get("position").asLong()).isEqualTo(culprit);
        assertThat(stuck.get("position").asLong()).isEqualTo(culprit - 1);
        assertThat(stuck.get("lag").asLong()).isEqualTo(3);
        assertThat(stuck.get("progress_percent").asInt()).isLessThan(100);
        for (String other : List.of("account", "acts", "balance", "conversations", "days", "statement")) {
            assertThat(awaitState(other, "following").get("lag").asLong()).isZero();
        }
        // Whom the culprit does not concern gets an answer; whom it does, gets none rather than an old one.
        assertThat(system.get(ada, "/api/chat").ok().json().get("results").get(0).get("status").asString())
                .isEqualTo("answered");
        system.get(ben, "/api/chat").refused(503, "UNAVAILABLE");
        assertThat(system.get(ben, "/api/tokens").ok().json().get("held").asLong()).isEqualTo(100);

        ledger.replace(culprit, TokensRevoked.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":0,\"reason\":\"a\",\"actor\":\"system\"}".formatted(ben.id));

        assertThat(awaitState("history", "following").get("error").isNull()).isTrue();
        assertThat(system.get(ben, "/api/chat").ok().json().get("results").get(0).get("id").asString())
                .isEqualTo(after.toString());
    }

    @Test
    void anEventOfAnUnknownTypeIsNeverSkipped() {
        Person ada = ledger.register("ada");
        ledger.store(ada.id.toString(), "io.chatledger.api.TokensBurnt", "{\"accountId\":\"" + ada.id + "\"}");
        long culprit = ledger.head();
        ada.isGranted(1);

        for (String name : ALL) {
            JsonNode error = awaitState(name, "failing").get("error");
            assertThat(error.get("problem").asString()).isEqualTo("UNREADABLE_EVENT");
            assertThat(error.get("position").asLong()).isEqualTo(culprit);
        }
        system.get(ada, "/api/tokens").refused(503, "UNAVAILABLE");

        ledger.replace(culprit, TokensGranted.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":2,\"reason\":\"a\",\"actor\":\"system\"}".formatted(ada.id));
        awaitAllFollowing();
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4003);
    }

    @Test
    void aRowThatTheDatabaseRefusesStopsItsReadModelThereAndIsTold() {
        var readModels = system.database().as("chatledger_query");
        Person ada = ledger.register("ada");
        awaitAllFollowing();
        readModels.sql("ALTER TABLE read.statement_entry ADD CONSTRAINT refused CHECK (amount <> 7777) NOT VALID")
                .update();
        ada.isGranted(1);
        ada.isGranted(7777);
        long culprit = ledger.head();
        ada.isGranted(1);

        JsonNode error = awaitState("statement", "failing").get("error");
        assertThat(error.get("problem").asString()).isEqualTo("DATABASE_REFUSED");
        assertThat(error.get("position").asLong()).isEqualTo(culprit);
        awaitState("balance", "following");
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(11779);

        readModels.sql("ALTER TABLE read.statement_entry DROP CONSTRAINT refused").update();
        awaitAllFollowing();
        assertThat(system.get(ada, "/api/tokens/history?limit=1").ok().json().get("results").get(0).get("balance")
                .asLong()).isEqualTo(11779);
    }

    @Test
    void anExportThatBreaksInTheMiddleDoesNotLookComplete() {
        Person auditor = ledger.register("auditor", List.of("AUDITOR"), 0);
        long before = ledger.head();
        Person ada = ledger.register("ada");
        for (int i = 0; i < 20; i++) {
            ada.isGranted(1);
        }
        long culprit = ledger.head();
        ledger.replace(culprit, TokensGranted.class.getName(), "{}");

        assertThatThrownBy(() -> system.get(auditor, "/api/audit/events?after=" + before))
                .isInstanceOf(UncheckedIOException.class);
        system.get(auditor, "/api/audit/events?after=" + (culprit - 1)).refused(500, "INTERNAL");

        ledger.replace(culprit, TokensGranted.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":1,\"reason\":\"a\",\"actor\":\"system\"}".formatted(ada.id));
        assertThat(system.get(auditor, "/api/audit/events?after=" + before).ok().lines()).hasSize(22);
        awaitAllFollowing();
    }

    @Test
    void aGapInTheOrderOfEventsIsNeverJumped() {
        Person ada = ledger.register("ada");
        awaitAllFollowing();
        long head = ledger.head();
        ledger.stopNumbering();
        ada.isGranted(1);

        ledger.numberWithGap();
        for (String name : ALL) {
            JsonNode error = awaitState(name, "failing").get("error");
            assertThat(error.get("problem").asString()).isEqualTo("MISSING_EVENTS");
            assertThat(error.get("position").asLong()).isEqualTo(head + 1);
        }

        ledger.move(head + 2, head + 1);
        awaitAllFollowing();
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4001);
    }

    @Test
    void aReadModelThatIsAheadOfTheEventStoreSaysSo() {
        Person ada = ledger.register("ada");
        awaitAllFollowing();
        long head = ledger.head();

        // As if an older copy of the event store had been restored.
        ledger.move(head, null);
        assertThat(awaitState("balance", "failing").get("error").get("problem").asString()).isEqualTo("MISSING_EVENTS");
        assertThat(status("balance").get("lag").asLong()).isEqualTo(-1);

        ledger.number();
        awaitAllFollowing();
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4000);
    }

    @Test
    void oneReadModelThatIsAheadOfTheEventStoreSaysSoAndSkipsNothing() {
        Person ada = ledger.register("ada");
        awaitAllFollowing();
        system.sql().sql("UPDATE read.projection SET position = position + 1 WHERE name = 'balance'").update();

        assertThat(awaitState("balance", "failing").get("error").get("problem").asString()).isEqualTo("MISSING_EVENTS");

        system.sql().sql("UPDATE read.projection SET position = position - 1 WHERE name = 'balance'").update();
        ada.isGranted(1);
        awaitAllFollowing();
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(4001);
    }

    @Test
    void operatorsSeeEveryProjectionAndNoOthers() {
        JsonNode all = system.get(operator, "/api/ops/projections").ok().json().get("results");

        assertThat(all).extracting(each -> each.get("name").asString())
                .containsExactlyElementsOf(ALL);
        assertThat(all.get(0).propertyNames()).containsExactlyInAnyOrder("name", "state", "position", "head", "lag",
                "lag_seconds", "progress_percent", "events_per_second", "events_per_second_10s",
                "events_per_second_60s", "seconds_left", "asked_by", "error", "updated_at");
        system.get(operator, "/api/ops/projections/nothing").refused(404, "NOT_FOUND");
        system.post(operator, "/api/ops/projections/nothing/rebuild").refused(404, "NOT_FOUND");
        system.get(operator, "/api/ops/projections/BALANCE").refused(404, "NOT_FOUND");
    }

    @Test
    void readModelsThatHaveCaughtUpGoOnInOneTransaction() {
        Person ada = ledger.register("ada");
        awaitAllFollowing();

        await().until(() -> {
            ada.isGranted(1);
            awaitAllFollowing();
            return system.sql().sql("SELECT count(DISTINCT xmin::text) FROM read.projection").query(Long.class)
                    .single();
        }, transactions -> transactions == 1);
    }

    @Test
    void followingNeverReadsAWholeTable() {
        Person ada = ledger.register("ada");
        awaitAllFollowing();
        Scans before = Scans.untilNow();

        for (int i = 0; i < 20; i++) {
            ada.isAnswered(ada.sends("hello"), "hello");
            awaitAllFollowing();
        }

        // PostgreSQL tells of them late, but of both kinds at once.
        Scans after = await().until(Scans::untilNow, scans -> scans.ofIndexes() > before.ofIndexes() + 100);
        assertThat(after.ofTables()).isEqualTo(before.ofTables());
    }

    /** How often the read models that grow with every chat were read, by an index or as a whole. */
    private record Scans(long ofTables, long ofIndexes) {

        static Scans untilNow() {
            return system.sql().sql("""
                            SELECT sum(seq_scan), sum(idx_scan) FROM pg_stat_user_tables
                            WHERE relname IN ('account_balance', 'statement_entry', 'chat_message', 'conversation')""")
                    .query((row, number) -> new Scans(row.getLong(1), row.getLong(2)))
                    .single();
        }
    }

    private static void awaitAllFollowing() {
        ALL.forEach(name -> await().until(() ->
                status(name).get("state").asString().equals("following") && status(name).get("lag").asLong() == 0));
    }

    private static JsonNode awaitState(String name, String state) {
        return await().until(() -> status(name), status -> status.get("state").asString().equals(state)
                && (state.equals("failing") || status.get("lag").asLong() == 0));
    }

    private static JsonNode status(String name) {
        return system.get(operator, "/api/ops/projections/" + name).ok().json();
    }
}
