package io.chatledger.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.QuerySide;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import io.chatledger.query.projection.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class ReplayTest {

    private static TestQuerySide system;
    private static TestLedger ledger;
    private static Person admin;
    private static Person ada;
    private static long accounts;

    @BeforeAll
    static void start() {
        system = new TestQuerySide("chatledger.audit.mismatches-kept=3");
        ledger = system.ledger;
        admin = ledger.register("admin", List.of("ADMIN"), 0);
        ada = ledger.register("ada");
        ada.isAnswered(ada.sends("secret question"), "secret answer");
        long seed = Long.getLong("chatledger.seed", System.nanoTime());
        System.out.println("ReplayTest draws from -Dchatledger.seed=" + seed);
        accounts = 2 + ledger.live(200, new Random(seed)).size();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void aReplayOfWhatWasOnlyProjectedMatches() {
        Answer begun = system.post(admin, "/api/audit/replays");
        assertThat(begun.status()).isEqualTo(202);
        String location = begun.http().headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/api/audit/replays/" + begun.json().get("id").asString());

        JsonNode report = awaitEnd(location);
        assertThat(report.get("status").asString()).isEqualTo("matched");
        assertThat(report.get("mismatch_count").asLong()).isZero();
        assertThat(report.get("mismatches").size()).isZero();
        assertThat(report.get("position").asLong()).isEqualTo(ledger.head());
        assertThat(report.get("events").asLong()).isEqualTo(ledger.head());
        assertThat(report.get("accounts").asLong()).isEqualTo(accounts);
        assertThat(report.propertyNames()).containsExactlyInAnyOrder("id", "status", "started_at", "finished_at",
                "position", "head", "progress_percent", "events", "accounts", "mismatches", "mismatch_count", "error");
        assertThat(report.get("head").asLong()).isEqualTo(ledger.head());
        assertThat(report.get("progress_percent").asInt()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            balance   | UPDATE read.account_balance SET balance = 4000 WHERE account_id = ?
            balance   | UPDATE read.account_balance SET granted = granted + 1 WHERE account_id = ?
            balance   | DELETE FROM read.account_balance WHERE account_id = ?
            statement | UPDATE read.statement_entry SET amount = 99 WHERE type = 'DEBITED' AND account_id = ?
            statement | UPDATE read.statement_entry SET reason = 'a' WHERE type = 'GRANTED' AND account_id = ?
            statement | UPDATE read.statement_entry SET held = 0 WHERE type = 'HELD' AND account_id = ?
            statement | DELETE FROM read.statement_entry WHERE type = 'DEBITED' AND account_id = ?
            history   | UPDATE read.chat_message SET response = 'another answer' WHERE account_id = ?
            history   | UPDATE read.chat_message SET message = 'another question' WHERE account_id = ?
            history   | UPDATE read.chat_message SET tokens_deducted = 0 WHERE account_id = ?
            history   | UPDATE read.chat_message SET status = 'FAILED' WHERE account_id = ?
            history   | UPDATE read.chat_message SET answered_at = NULL WHERE account_id = ?
            conversations | UPDATE read.conversation SET title = 'another title' WHERE account_id = ?
            conversations | UPDATE read.conversation SET messages = 7 WHERE account_id = ?
            conversations | UPDATE read.conversation SET archived = true WHERE account_id = ?
            conversations | UPDATE read.conversation SET last_activity_at = created_at WHERE account_id = ?
            conversations | UPDATE read.conversation SET unanswered = ARRAY[conversation_id] WHERE account_id = ?
            conversations | DELETE FROM read.conversation WHERE account_id = ?
            account   | UPDATE read.account SET suspended = true WHERE account_id = ?
            account   | UPDATE read.account SET roles = '{USER,ADMIN}' WHERE account_id = ?
            account   | UPDATE read.account SET email = NULL WHERE account_id = ?
            """)
    void aRowEditedByHandIsFoundAndMendedByARebuild(String projection, String edit) {
        system.get(ada, "/api/user/profile").ok();
        awaitFollowing(projection);
        assertThat(system.sql().sql(edit).param(ada.id).update()).isEqualTo(1);

        JsonNode report = replay();

        assertThat(report.get("status").asString()).isEqualTo("mismatched");
        assertThat(report.get("mismatch_count").asLong()).isEqualTo(1);
        JsonNode mismatch = report.get("mismatches").get(0);
        assertThat(mismatch.get("projection").asString()).isEqualTo(projection);
        assertThat(mismatch.get("account").asString()).isEqualTo(ada.id.toString());
        assertThat(report.toString()).doesNotContain("secret", "another", "ada@example.org");

        system.post(admin, "/api/ops/projections/" + projection + "/rebuild");
        awaitFollowing(projection);
        assertThat(replay().get("status").asString()).isEqualTo("matched");
    }

    @Test
    void numbersAreShownAndTextsAreOnlyNamed() {
        awaitFollowing("history");
        system.sql().sql("UPDATE read.chat_message SET response = 'x', tokens_deducted = 1 WHERE account_id = ?")
                .param(ada.id).update();

        JsonNode mismatch = replay().get("mismatches").get(0);

        assertThat(mismatch.get("expected").toString())
                .isEqualTo("{\"response\":\"(text)\",\"tokens_deducted\":100}");
        assertThat(mismatch.get("actual").toString())
                .isEqualTo("{\"response\":\"(text)\",\"tokens_deducted\":1}");
        mend("history");
    }

    @Test
    void rowsThatNoEventExplainsAreFoundAndAllAreCounted() {
        awaitFollowing("balance");
        for (int i = 0; i < 5; i++) {
            system.sql().sql("INSERT INTO read.account_balance VALUES (?, 1000000, 0, 1000000, 0, 0)")
                    .param(UUID.randomUUID()).update();
        }

        JsonNode report = replay();

        assertThat(report.get("mismatch_count").asLong()).isEqualTo(5);
        assertThat(report.get("mismatches").size()).isEqualTo(3);
        assertThat(report.get("mismatches").get(0).get("expected").isNull()).isTrue();
        assertThat(report.get("mismatches").get(0).get("actual").get("balance").asLong()).isEqualTo(1_000_000);
        mend("balance");
    }

    @Test
    void theTrialBalanceAddsUpUntilARowIsWrong() {
        awaitFollowing("balance");
        JsonNode right = system.get(admin, "/api/audit/trial-balance").ok().json();
        assertThat(right.get("balanced").asBoolean()).isTrue();
        assertThat(right.get("accounts").asLong()).isEqualTo(accounts);
        assertThat(right.get("position").asLong()).isEqualTo(ledger.head());
        assertThat(right.get("granted").asLong() - right.get("revoked").asLong() - right.get("debited").asLong())
                .isEqualTo(right.get("available").asLong() + right.get("held").asLong())
                .isEqualTo(right.get("balance").asLong());
        assertThat(right.propertyNames()).containsExactlyInAnyOrder("granted", "revoked", "debited", "held",
                "available", "balance", "accounts", "position", "balanced");

        for (String edit : List.of("balance = balance + 1", "held = held + 1", "granted = granted + 1",
                "balance = balance + 1, granted = granted + 1", "revoked = revoked + 1, balance = balance - 1")) {
            system.sql().sql("UPDATE read.account_balance SET " + edit + " WHERE account_id = ?")
                    .param(ada.id).update();
            assertThat(system.get(admin, "/api/audit/trial-balance").ok().json().get("balanced").asBoolean())
                    .as(edit).isFalse();
            mend("balance");
            assertThat(system.get(admin, "/api/audit/trial-balance").ok().json().get("balanced").asBoolean()).isTrue();
        }
    }

    @Test
    void theTrialBalanceAddsUpAsOfEachPositionUntilAStatementIsWrong() {
        awaitFollowing("statement");
        JsonNode now = system.get(admin, "/api/audit/trial-balance").ok().json();
        assertThat(system.get(admin, "/api/audit/trial-balance?position=" + ledger.head()).ok().json()).isEqualTo(now);
        JsonNode none = system.get(admin, "/api/audit/trial-balance?position=0").ok().json();
        assertThat(List.of("granted", "available", "accounts")).allMatch(sum -> none.get(sum).asLong() == 0);
        assertThat(none.get("balanced").asBoolean()).isTrue();
        long granted = 0;
        for (long position = 1; position <= ledger.head(); position += 1 + ledger.head() / 20) {
            JsonNode then = system.get(admin, "/api/audit/trial-balance?position=" + position).ok().json();
            assertThat(then.get("balanced").asBoolean()).as("as of " + position).isTrue();
            assertThat(then.get("position").asLong()).isEqualTo(position);
            assertThat(then.get("granted").asLong()).isGreaterThanOrEqualTo(granted);
            granted = then.get("granted").asLong();
        }
        for (String wrong : List.of("-1", Long.toString(ledger.head() + 1), "x")) {
            system.get(admin, "/api/audit/trial-balance?position=" + wrong).refused(400, "INVALID_REQUEST");
        }

        for (String edit : List.of("balance = balance + 1", "held = held + 1", "granted = granted + 1",
                "debited = debited + 1, balance = balance - 1")) {
            system.sql().sql("UPDATE read.statement_entry SET " + edit + " WHERE account_id = ?")
                    .param(ada.id).update();
            assertThat(system.get(admin, "/api/audit/trial-balance?position=" + ledger.head()).ok().json()
                            .get("balanced").asBoolean())
                    .as(edit).isFalse();
            mend("statement");
        }
    }

    @Test
    void oneReplayRunsAtATime() throws SQLException {
        String first;
        try (Connection other = system.database().dataSource("chatledger_query").getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE read.account_balance IN ACCESS EXCLUSIVE MODE");
            first = system.post(admin, "/api/audit/replays").http().headers().firstValue("Location").orElseThrow();

            assertThat(system.get(admin, first).ok().json().get("status").asString()).isEqualTo("running");
            system.post(admin, "/api/audit/replays").refused(409, "IN_PROGRESS");
            // Neither does another copy begin one, nor does it take that for abandoned.
            try (ConfigurableApplicationContext copy = QuerySide.application().run(
                    "--server.port=0",
                    "--management.server.port=0",
                    "--spring.datasource.url=" + system.database().url(),
                    "--spring.datasource.hikari.maximum-pool-size=20",
                    "--chatledger.jwk-set-uri=" + system.keys.uri())) {
                assertThat(copy.isRunning()).isTrue();
                assertThat(system.get(admin, first).ok().json().get("status").asString()).isEqualTo("running");
            }
        }

        assertThat(awaitEnd(first).get("status").asString()).isEqualTo("matched");
        assertThat(replay().get("status").asString()).isEqualTo("matched");
    }

    @Test
    void howFarAReplayIsIsSeenWhileItsTransactionRuns() {
        var reports = system.bean(ReplayReports.class);
        UUID id = UUID.randomUUID();
        reports.begin(id, Instant.now());
        String path = "/api/audit/replays/" + id;
        assertThat(system.get(admin, path).ok().json().get("progress_percent").isNull()).isTrue();
        List<Integer> seen = new ArrayList<>();

        system.bean(TransactionTemplate.class).executeWithoutResult(_ ->
                system.bean(Replayer.class).replay((position, head) -> {
                    reports.reached(id, position, head);
                    JsonNode report = system.get(admin, path).ok().json();
                    assertThat(report.get("status").asString()).isEqualTo("running");
                    assertThat(report.get("position").asLong()).isEqualTo(position);
                    assertThat(report.get("head").asLong()).isEqualTo(head).isEqualTo(ledger.head());
                    seen.add(report.get("progress_percent").asInt());
                }));

        assertThat(seen).startsWith(0).endsWith(100).isSorted().hasSizeGreaterThan(3);
        assertThat(seen.indexOf(100)).isEqualTo(seen.size() - 1);
        reports.fail(id, Trouble.ABANDONED, Instant.now());
    }

    @Test
    void aReplayThatIsAskedForAgainUnderItsKeyIsTheSameOne() {
        Map<String, String> key = Map.of("Idempotency-Key", "key-" + UUID.randomUUID());
        String token = "Bearer " + system.keys.tokenFor(admin);
        Answer first = system.send("POST", "/api/audit/replays", token, key);
        String location = first.http().headers().firstValue("Location").orElseThrow();
        awaitEnd(location);

        Answer again = system.send("POST", "/api/audit/replays", token, key);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.http().body()).isEqualTo(first.http().body());
        assertThat(again.http().headers().firstValue("Location")).hasValue(location);
        assertThat(first.http().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.http().headers().firstValue("Idempotent-Replayed")).hasValue("true");
        system.send("POST", "/api/ops/projections/history/rebuild", token, key).refused(422, "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void whatIsNoReplayIsNotFound() {
        system.get(admin, "/api/audit/replays/" + UUID.randomUUID()).refused(404, "NOT_FOUND");
        system.get(admin, "/api/audit/replays/1").refused(404, "NOT_FOUND");
    }

    private static JsonNode replay() {
        return awaitEnd("/api/audit/replays/" + system.post(admin, "/api/audit/replays").json().get("id").asString());
    }

    private static JsonNode awaitEnd(String path) {
        return await().until(() -> system.get(admin, path).ok().json(),
                report -> !report.get("status").asString().equals("running"));
    }

    private static void mend(String projection) {
        system.post(admin, "/api/ops/projections/" + projection + "/rebuild");
        awaitFollowing(projection);
    }

    private static void awaitFollowing(String projection) {
        await().until(() -> system.get(admin, "/api/ops/projections/" + projection).ok().json(), status ->
                status.get("state").asString().equals("following") && status.get("lag").asLong() == 0);
    }
}
