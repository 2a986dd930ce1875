package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.postgres.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What auditors and operators do about a read model that is wrong, while people go on chatting. */
@ExtendWith(SharedSystems.class)
class ReplayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OneProcess system;
    private final Client admin;

    ReplayTest(OneProcess system) {
        this.system = system;
        this.admin = system.admin().client();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            balance   | UPDATE read.account_balance SET balance = balance + 1 WHERE account_id = ?::uuid
            statement | UPDATE read.statement_entry SET amount = 99 WHERE account_id = ?::uuid AND type = 'DEBITED'
            history   | UPDATE read.chat_message SET response = 'forged' WHERE account_id = ?::uuid
            account   | UPDATE read.account SET username = concat('forged-', username) WHERE account_id = ?::uuid
            """)
    void aRowThatWasChangedByHandIsFoundAndARebuildMendsIt(String projection, String wrong) {
        User user = system.newUser();
        user.chat("Hello").expect(200);
        JsonNode asItWas = everythingAbout(user);
        assertThat(replay().get("status").asString()).isEqualTo("matched");

        assertThat(system.database(Database.QUERY_ROLE).sql(wrong).param(user.id()).update()).isEqualTo(1);

        JsonNode replay = replay();
        assertThat(replay.get("status").asString()).isEqualTo("mismatched");
        assertThat(replay.get("mismatch_count").asLong()).isEqualTo(1);
        assertThat(replay.at("/mismatches/0/projection").asString()).isEqualTo(projection);
        assertThat(replay.at("/mismatches/0/account").asString()).isEqualTo(user.id());

        try (Chatters others = Chatters.start(usersWithTokensForHours())) {
            others.awaitAcknowledged(10);
            rebuild(projection);
            others.awaitAcknowledged(10);
        }
        assertThat(everythingAbout(user)).isEqualTo(asItWas);
        assertThat(replay().get("status").asString()).isEqualTo("matched");
    }

    @Test
    void theTrialBalanceAddsUp() {
        system.newUser().chat("Hello").expect(200);

        JsonNode trial = admin.get("/api/audit/trial-balance").expect(200).json();

        assertThat(trial.get("balanced").asBoolean()).isTrue();
        assertThat(trial.get("granted").asLong() - trial.get("revoked").asLong() - trial.get("debited").asLong())
                .isEqualTo(trial.get("available").asLong() + trial.get("held").asLong());
    }

    private List<User> usersWithTokensForHours() {
        List<User> users = system.client().newUsers(4);
        for (User user : users) {
            admin.post("/api/admin/users/" + user.id() + "/tokens", Map.of("amount", 100_000_000, "reason", "a test"))
                    .expect(200);
        }
        return users;
    }

    private static JsonNode everythingAbout(User user) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("balance", user.client().get("/api/tokens").expect(200).json());
        json.set("profile", user.client().get("/api/user/profile").expect(200).json());
        json.set("statement", user.client().get("/api/tokens/history").expect(200).json());
        json.set("history", user.client().get("/api/chat").expect(200).json());
        return json;
    }

    private JsonNode replay() {
        String id = admin.post("/api/audit/replays", Map.of()).expect(202).text("id");
        return await("replay").atMost(PATIENCE).until(
                () -> admin.get("/api/audit/replays/" + id).expect(200).json(),
                replay -> !replay.get("status").asString().equals("running"));
    }

    private void rebuild(String projection) {
        String path = "/api/ops/projections/" + projection;
        admin.post(path + "/rebuild", Map.of()).expect(202);
        await("rebuild").atMost(PATIENCE).until(() -> {
            JsonNode state = admin.get(path).expect(200).json();
            return state.get("state").asString().equals("following") && state.get("lag").asLong() == 0;
        });
    }
}
