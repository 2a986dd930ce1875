package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people see of their use, and administrators and operators of everybody's. */
@ExtendWith(SharedSystems.class)
class InsightTest {

    private final OneProcess system;

    InsightTest(OneProcess system) {
        this.system = system;
    }

    @Test
    void whatAKeyHasSpentIsToldApartFromTheRestAndTheSumIsThatOfTheStatement() {
        User user = system.newUser();
        JsonNode key = user.client()
                .post("/api/user/keys", Map.of("scopes", List.of("chat", "read")))
                .expect(201)
                .json();
        Client program = system.client().with("Authorization", "Bearer " + key.get("key").asString());
        user.chat("Hello").expect(200);
        program.post("/v1/chat/completions", Map.of(
                        "model", "echo", "messages", List.of(Map.of("role", "user", "content", "Hello"))))
                .expect(200);
        program.post("/api/chat", Map.of("message", "Hello", "model", "echo")).expect(200);

        JsonNode usage = program.get("/api/usage").expect(200).json();

        assertThat(tokensBy(usage, key.get("id").asString())).isEqualTo(2 * User.PRICE);
        assertThat(tokensBy(usage, "null")).isEqualTo(User.PRICE);
        assertThat(usage.at("/totals/tokens").asLong())
                .isEqualTo(user.client().get("/api/tokens/history").expect(200).json().at("/totals/debited").asLong())
                .isEqualTo(3 * User.PRICE);
    }

    @Test
    void anOperatorSeesReadModelsHoldsAndModelsLive() {
        String stream = system.admin().client().get("/api/ops/events?limit=1").expect(200).body();

        JsonNode state = new JsonMapper().readTree(stream.lines().filter(line -> line.startsWith("data: ")).findFirst()
                .orElseThrow().substring("data: ".length()));
        assertThat(state.at("/projections/results").valueStream().map(each -> each.get("name").asString()))
                .contains("statement", "days");
        assertThat(state.at("/holds/by_age")).hasSize(4);
        assertThat(state.at("/providers/results").valueStream().map(each -> each.get("model").asString()))
                .contains("demo", "echo");
    }

    @Test
    void anAdministratorSeesWhatBecameOfAllTokens() {
        User user = system.newUser();
        user.chat("Hello").expect(200);

        JsonNode overview = system.admin().client().get("/api/admin/overview?days=2").expect(200).json();

        assertThat(overview.get("active").asLong()).isPositive();
        JsonNode days = overview.get("results");
        assertThat(days.get(0).get("spent").asLong() + days.get(1).get("spent").asLong())
                .isGreaterThanOrEqualTo(User.PRICE);
    }

    @Test
    void somebodyTakesEverythingAlongInOneArchive() throws Exception {
        User user = system.newUser();
        String conversation = user.chat("Hello, archive").expect(200).text("conversation_id");
        Client admin = system.admin().client();
        for (String act : List.of("suspend", "reactivate")) {
            String path = "/api/admin/users/" + user.id() + "/" + act;
            admin.post(path, Map.of("reason", "because of " + act)).expect(200);
        }
        // The gateway may know of the suspension for a moment longer.
        await().atMost(Duration.ofSeconds(10)).until(() -> user.client().get("/api/tokens").status() == 200);

        Map<String, String> archive = user.client().archive("/api/user/export");

        assertThat(archive).containsOnlyKeys("profile.json", "keys.json", "sessions.json", "acts.json",
                "statement-1.json", "conversations-1.json", "conversations/" + conversation + ".md",
                "archived-conversations-1.json");
        assertThat(archive.get("profile.json")).contains(user.username());
        assertThat(new JsonMapper().readTree(archive.get("acts.json")).get("results"))
                .extracting(act -> act.path("type").asString() + " " + act.path("reason").asString())
                .containsExactly("AccountReactivated because of reactivate", "AccountSuspended because of suspend");
        assertThat(archive.get("acts.json")).as("not who it was").doesNotContain(system.admin().id(), "admin");
        assertThat(archive.get("conversations/" + conversation + ".md")).contains("Hello, archive");
    }

    /** Of all days, for midnight may come in between. */
    private static long tokensBy(JsonNode usage, String key) {
        return usage.get("results").valueStream()
                .filter(line -> line.get("key_id").asString("null").equals(key))
                .mapToLong(line -> line.get("tokens").asLong())
                .sum();
    }
}
