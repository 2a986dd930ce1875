package io.chatledger.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class RebuildTest {

    private static TestQuerySide system;
    private static TestLedger ledger;
    private static Person admin;
    private static List<Person> people;

    @BeforeAll
    static void start() {
        system = new TestQuerySide();
        ledger = system.ledger;
        admin = ledger.register("admin", List.of("USER", "ADMIN"), 0);
        long seed = System.nanoTime();
        System.out.println("RebuildTest: seed " + seed);
        people = ledger.live(300, new Random(seed));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_rebuilt_read_model_gives_the_same_answers_and_has_the_same_rows(ReadModel model) {
        awaitFollowing(model);
        List<String> answersBefore = answers();
        List<Map<String, Object>> rowsBefore = rows(model);
        assertThat(rowsBefore).isNotEmpty();
        system.sql().sql("UPDATE %s SET %s".formatted(model.in(Edition.LIVE), switch (model) {
            case ACCOUNT -> "username = 'nobody'";
            case BALANCE, STATEMENT -> "balance = balance + 1";
            case HISTORY -> "response = 'nothing'";
            case CONVERSATIONS -> "title = 'nothing'";
        })).update();
        assertThat(answers()).isNotEqualTo(answersBefore);

        JsonNode accepted = rebuild(model);

        assertThat(accepted.get("name").asString()).isEqualTo(model.toString());
        awaitFollowing(model);
        assertThat(rows(model)).isEqualTo(rowsBefore);
        assertThat(answers()).isEqualTo(answersBefore);
    }

    @Test
    void chat_goes_on_during_a_rebuild() {
        Person ada = ledger.register("ada");
        rebuild(ReadModel.STATEMENT);
        for (int i = 1; i <= 30; i++) {
            ada.isGranted(1);
            assertThat(system.get(ada, "/api/tokens/history").ok().json().get("results").size()).isEqualTo(i + 1);
        }
    }

    @Test
    void no_reader_ever_takes_an_emptied_read_model_for_the_truth() throws InterruptedException {
        awaitFollowing(ReadModel.BALANCE);
        Person ada = ledger.register("ada");
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                Answer answer = system.get(ada, "/api/tokens");
                if (answer.status() != 503
                        && !(answer.status() == 200 && answer.json().get("tokens").asLong() == 4000)) {
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

    @Test
    void while_it_waits_to_begin_operators_see_it_and_readers_are_answered() throws SQLException {
        awaitFollowing(ReadModel.HISTORY);
        String before = system.get(people.getFirst(), "/api/chat").ok().http().body();
        try (Connection other = system.database().dataSource("chatledger_query").getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE read.chat_message IN SHARE MODE");

            assertThat(rebuild(ReadModel.HISTORY).get("state").asString()).isEqualTo("rebuilding");
            assertThat(status(ReadModel.HISTORY).get("state").asString()).isEqualTo("rebuilding");
            assertThat(system.get(people.getFirst(), "/api/chat").ok().http().body()).isEqualTo(before);
        }

        awaitFollowing(ReadModel.HISTORY);
        assertThat(system.get(people.getFirst(), "/api/chat").ok().http().body()).isEqualTo(before);
    }

    private static JsonNode rebuild(ReadModel model) {
        Answer answer = system.post(admin, "/api/ops/projections/" + model + "/rebuild");
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(202);
        return answer.json();
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

    private static List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (Person person : people) {
            for (String path : List.of("/api/tokens", "/api/tokens/history?limit=200", "/api/chat?limit=200",
                    "/api/conversations?limit=200",
                    "/api/user/profile", "/api/tokens?at=2026-01-31T12:03:00Z")) {
                answers.add(path + system.get(person, path).ok().http().body());
            }
        }
        answers.add(system.get(admin, "/api/admin/users?limit=200").ok().http().body());
        return answers;
    }
}
