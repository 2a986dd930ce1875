package io.chatledger.query.rebuilding;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.ReadModel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;

class RebuildTest {

    private static TestQuerySide system;
    private static TestLedger ledger;
    private static Person admin;
    private static List<Person> people;

    @BeforeAll
    static void start() {
        // Large enough for rows to be copied in.
        system = new TestQuerySide("chatledger.projections.batch-events=1000");
        ledger = system.ledger;
        admin = ledger.register("admin", List.of("USER", "ADMIN"), 0);
        long seed = Long.getLong("chatledger.seed", System.nanoTime());
        System.out.println("RebuildTest draws from -Dchatledger.seed=" + seed);
        people = ledger.live(300, new Random(seed));
        erase(ledger.register("eve"));
    }

    /** What comes in the same batch as the erasure, or after it, is erased no less. */
    private static void erase(Person eve) {
        UUID conversation = UUID.randomUUID();
        eve.isAnswered(eve.sends("A secret", conversation), "Another secret");
        eve.renames(conversation, "Secrets");
        UUID deleted = UUID.randomUUID();
        eve.isNotAnswered(eve.sends("A third secret", deleted));
        eve.deletes(deleted);
        eve.isSuspended();
        UUID late = eve.sends("A fourth secret");
        eve.closes();
        eve.isErased();
        eve.isAnswered(late, "[erased]");
    }

    @Test
    void nothingOfAnErasedAccountIsLeftInAnyReadModel() {
        for (ReadModel model : ReadModel.values()) {
            awaitFollowing(model);
            assertThat(rows(model).toString()).as(model.toString()).doesNotContainIgnoringCase("secret", "eve@");
        }
        assertThat(rows(ReadModel.HISTORY).toString()).contains("[erased]");
        assertThat(rows(ReadModel.ACCOUNT).toString()).contains("[erased]").doesNotContain("eve");
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRebuiltReadModelGivesTheSameAnswersAndHasTheSameRows(ReadModel model) {
        awaitFollowing(model);
        List<String> answersBefore = answers();
        List<Map<String, Object>> rowsBefore = rows(model);
        List<String> indexesBefore = indexes(model);
        assertThat(rowsBefore).isNotEmpty();
        system.sql().sql("UPDATE %s SET %s".formatted(model.in(Edition.LIVE), switch (model) {
            case ACCOUNT -> "username = 'nobody'";
            case BALANCE, STATEMENT -> "balance = balance + 1";
            case HISTORY -> "response = 'nothing'";
            case CONVERSATIONS -> "title = 'nothing'";
            case ACTS -> "reason = 'nothing'";
            case DAYS -> "granted = granted + 1";
        })).update();
        assertThat(answers()).isNotEqualTo(answersBefore);

        JsonNode accepted = rebuild(model);

        assertThat(accepted.get("name").asString()).isEqualTo(model.toString());
        awaitFollowing(model);
        assertThat(rows(model)).isEqualTo(rowsBefore);
        assertThat(answers()).isEqualTo(answersBefore);
        assertThat(indexes(model)).isEqualTo(indexesBefore);
    }

    @Test
    void aRebuildThatIsAskedForAgainUnderItsKeyDoesNotBeginAgain() {
        Map<String, String> key = Map.of("Idempotency-Key", "key-" + UUID.randomUUID());
        String token = "Bearer " + system.keys.tokenFor(admin);
        String path = "/api/ops/projections/" + ReadModel.STATEMENT + "/rebuild";
        Answer first = system.send("POST", path, token, key);
        awaitFollowing(ReadModel.STATEMENT);

        Answer again = system.send("POST", path, token, key);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.http().body()).isEqualTo(first.http().body());
        assertThat(again.http().headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(system.sql().sql("SELECT count(*) FROM read.rebuild").query(Long.class).single()).isZero();
        system.sql().sql("UPDATE read.kept_answer SET answered_at = answered_at - interval '24 hours 1 second'")
                .update();
        assertThat(system.send("POST", path, token, key).http().headers().firstValue("Idempotent-Replayed")).isEmpty();
        awaitFollowing(ReadModel.STATEMENT);
    }

    @Test
    void whereAKeyIsNotHonouredItIsRefused() {
        String token = "Bearer " + system.keys.tokenFor(admin);
        Answer answer = system.send("GET", "/api/ops/projections", token, Map.of("Idempotency-Key", "k"))
                .refused(400, "INVALID_REQUEST");
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("Idempotency-Key");
    }

    @Test
    void chatGoesOnDuringARebuild() {
        Person ada = ledger.register("ada");
        rebuild(ReadModel.STATEMENT);
        for (int i = 1; i <= 30; i++) {
            ada.isGranted(1);
            assertThat(system.get(ada, "/api/tokens/history").ok().json().get("results").size()).isEqualTo(i + 1);
        }
    }

    @Test
    void readersNoticeNothingOfARebuild() throws InterruptedException {
        awaitFollowing(ReadModel.BALANCE);
        Person ada = ledger.register("ada");
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                Answer answer = system.get(ada, "/api/tokens");
                if (answer.status() != 200 || answer.json().get("tokens").asLong() != 4000) {
                    wrong.add(answer.http().body());
                }
            }
        });

        for (int i = 0; i < 30; i++) {
            rebuild(ReadModel.BALANCE);
            awaitFollowing(ReadModel.BALANCE);
        }
        enough.set(true);
        reader.join();

        assertThat(wrong).isEmpty();
    }

    /**
     * A first one parses its statement; a later one, from the fifth on a connection, has kept a plan for the old table.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void whoWaitsForTheNewTableReadsWhatIsInIt(int readsBefore) throws SQLException {
        awaitFollowing(ReadModel.BALANCE);
        Person ada = ledger.register("ada");
        awaitFollowing(ReadModel.BALANCE);
        for (int i = 0; i < readsBefore; i++) {
            system.get(ada, "/api/tokens").ok();
        }
        CompletableFuture<Answer> waiting;
        try (Connection other = system.database().dataSource("chatledger_query").getConnection()) {
            other.setAutoCommit(false);
            var sql = JdbcClient.create(new SingleConnectionDataSource(other, true));
            var tables = new ReadModelTables(sql);
            tables.makeNext(ReadModel.BALANCE);
            sql.sql("INSERT INTO read.account_balance_next SELECT * FROM read.account_balance").update();
            tables.replaceLive(ReadModel.BALANCE);

            waiting = CompletableFuture.supplyAsync(() -> system.get(ada, "/api/tokens"));
            await().until(() -> system.database().sessionsWaitForLocks());
            other.commit();
        }

        assertThat(waiting.join().ok().json().get("tokens").asLong()).isEqualTo(4000);
    }

    @Test
    void itWaitsForLongReadersWithoutKeepingOthersFromReading() throws SQLException {
        awaitFollowing(ReadModel.HISTORY);
        String before = system.get(people.getFirst(), "/api/chat").ok().http().body();
        try (Connection other = system.database().dataSource("chatledger_query").getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM read.chat_message");

            assertThat(rebuild(ReadModel.HISTORY).get("state").asString()).isEqualTo("rebuilding");
            await().until(() -> status(ReadModel.HISTORY).get("lag").asLong() == 0);
            // Longer than it takes to try again several times.
            await().during(1, SECONDS)
                    .until(() -> status(ReadModel.HISTORY).get("state").asString().equals("rebuilding"));
            for (int i = 0; i < 20; i++) {
                assertThat(system.get(people.getFirst(), "/api/chat").ok().http().body()).isEqualTo(before);
            }
        }

        awaitFollowing(ReadModel.HISTORY);
        assertThat(system.get(people.getFirst(), "/api/chat").ok().http().body()).isEqualTo(before);
    }

    @Test
    void askedForAgainWhileItIsUnderWayItBeginsAgain() throws SQLException {
        awaitFollowing(ReadModel.STATEMENT);
        List<Map<String, Object>> rowsBefore = rows(ReadModel.STATEMENT);
        try (Connection other = system.database().dataSource("chatledger_query").getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM read.statement_entry");
            rebuild(ReadModel.STATEMENT);
            await().until(() -> status(ReadModel.STATEMENT).get("lag").asLong() == 0);
            system.sql().sql("UPDATE read.statement_entry_next SET amount = amount + 1").update();

            rebuild(ReadModel.STATEMENT);
        }

        awaitFollowing(ReadModel.STATEMENT);
        assertThat(rows(ReadModel.STATEMENT)).isEqualTo(rowsBefore);
    }

    @Test
    void aPausedRebuildGoesOnWhereItWas() throws SQLException {
        awaitFollowing(ReadModel.STATEMENT);
        try (Connection other = heldTable("read.statement_entry")) {
            rebuild(ReadModel.STATEMENT);
            await().until(() -> status(ReadModel.STATEMENT).get("lag").asLong() == 0);
            assertThat(status(ReadModel.STATEMENT).get("seconds_left").asLong()).isZero();
            assertThat(status(ReadModel.STATEMENT).get("events_per_second").asLong()).isPositive();
            assertThat(status(ReadModel.STATEMENT).get("asked_by").asString()).isEqualTo(admin.id.toString());
            // From a second on.
            await().until(() -> status(ReadModel.STATEMENT).get("events_per_second_10s").isNumber());
            assertThat(status(ReadModel.STATEMENT).get("events_per_second_60s").isNumber()).isTrue();

            assertThat(change(ReadModel.STATEMENT, "pause").get("state").asString()).isEqualTo("paused");
            // Twice is once.
            assertThat(change(ReadModel.STATEMENT, "pause").get("seconds_left").isNull()).isTrue();
            assertThat(status(ReadModel.STATEMENT).get("events_per_second_10s").isNull()).isTrue();
        }
        long position = status(ReadModel.STATEMENT).get("position").asLong();
        Person ada = ledger.register("ada");
        // Longer than it takes to look several times.
        await().during(500, MILLISECONDS).until(() -> status(ReadModel.STATEMENT).get("position").asLong() == position);
        assertThat(status(ReadModel.STATEMENT).get("lag").asLong()).isEqualTo(2);
        assertThat(status(ReadModel.STATEMENT).get("lag_seconds").asLong()).isPositive();
        assertThat(system.get(ada, "/api/tokens/history").ok().json().get("results")).hasSize(1);

        assertThat(change(ReadModel.STATEMENT, "resume").get("state").asString()).isEqualTo("rebuilding");

        awaitFollowing(ReadModel.STATEMENT);
        assertThat(system.get(ada, "/api/tokens/history").ok().json().get("results")).hasSize(1);
        assertThat(status(ReadModel.STATEMENT).get("lag_seconds").asLong()).isZero();
    }

    @Test
    void aCancelledRebuildLeavesTheReadModelAsItIsAndNothingBeside() throws SQLException {
        awaitFollowing(ReadModel.STATEMENT);
        try (Connection other = heldTable("read.statement_entry")) {
            rebuild(ReadModel.STATEMENT);
            await().until(() -> status(ReadModel.STATEMENT).get("lag").asLong() == 0);
            system.sql().sql("UPDATE read.statement_entry_next SET amount = amount + 1").update();
            List<Map<String, Object>> rowsBefore = rows(ReadModel.STATEMENT);

            assertThat(change(ReadModel.STATEMENT, "cancel").get("state").asString()).isEqualTo("following");

            assertThat(rows(ReadModel.STATEMENT)).isEqualTo(rowsBefore);
            assertThat(system.sql().sql("SELECT to_regclass('read.statement_entry_next')::text").query(String.class)
                    .optional()).isEmpty();
        }
        rebuild(ReadModel.STATEMENT);
        awaitFollowing(ReadModel.STATEMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "cancel"})
    void whatIsNotBeingRebuiltCannotBeChanged(String change) {
        awaitFollowing(ReadModel.ACTS);
        system.post(admin, "/api/ops/projections/acts/rebuild/" + change).refused(404, "NOT_FOUND");
        system.post(admin, "/api/ops/projections/nothing/rebuild/" + change).refused(404, "NOT_FOUND");
    }

    @Test
    void itMendsAReadModelThatIsStuck() {
        Person ada = ledger.register("ada");
        awaitFollowing(ReadModel.BALANCE);
        // Fewer tokens held than the next event releases: that cannot be.
        UUID message = ada.sends("hello");
        awaitFollowing(ReadModel.BALANCE);
        system.sql().sql("UPDATE read.account_balance SET held = 0 WHERE account_id = ?").param(ada.id).update();
        ada.isAnswered(message, "hello");
        await().until(() -> status(ReadModel.BALANCE).get("state").asString().equals("failing"));

        rebuild(ReadModel.BALANCE);

        awaitFollowing(ReadModel.BALANCE);
        assertThat(system.get(ada, "/api/tokens").ok().json().get("tokens").asLong()).isEqualTo(3900);
    }

    private static JsonNode rebuild(ReadModel model) {
        Answer answer = system.post(admin, "/api/ops/projections/" + model + "/rebuild");
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(202);
        return answer.json();
    }

    private static JsonNode change(ReadModel model, String change) {
        return system.post(admin, "/api/ops/projections/" + model + "/rebuild/" + change).ok().json();
    }

    /** Somebody reads it until the connection is closed, so that no other table can take its place. */
    private static Connection heldTable(String table) throws SQLException {
        Connection other = system.database().dataSource("chatledger_query").getConnection();
        other.setAutoCommit(false);
        other.createStatement().execute("SELECT FROM " + table);
        return other;
    }

    private static void awaitFollowing(ReadModel model) {
        await().until(() -> status(model), status ->
                status.get("state").asString().equals("following") && status.get("lag").asLong() == 0);
    }

    private static JsonNode status(ReadModel model) {
        return system.get(admin, "/api/ops/projections/" + model).ok().json();
    }

    private static List<Map<String, Object>> rows(ReadModel model) {
        return system.sql().sql("SELECT to_json(row)::text AS row FROM %s row ORDER BY %s"
                .formatted(model.in(Edition.LIVE), model.key())).query().listOfRows();
    }

    private static List<String> indexes(ReadModel model) {
        return system.sql()
                .sql("SELECT indexdef FROM pg_indexes WHERE schemaname = 'read' AND tablename = ? ORDER BY 1")
                .param(model.table())
                .query(String.class)
                .list();
    }

    private static List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (Person person : people) {
            for (String path : List.of("/api/tokens", "/api/tokens/history?limit=200", "/api/chat?limit=200",
                    "/api/conversations?limit=200",
                    "/api/usage?until=2026-02-28T12:00:00Z",
                    "/api/user/profile", "/api/tokens?at=2026-01-31T12:03:00Z")) {
                answers.add(path + system.get(person, path).ok().http().body());
            }
        }
        answers.add(system.get(admin, "/api/admin/users?limit=200").ok().http().body());
        answers.add(system.get(admin, "/api/admin/acts?limit=200").ok().http().body());
        answers.add(system.get(admin, "/api/admin/overview?last_day=2026-02-10").ok().http().body());
        return answers;
    }
}
