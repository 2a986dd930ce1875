package io.chatledger.command.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
class ApiKeyTest {

    private static final String HI = """
            {"model": "echo", "messages": [{"role": "user", "content": "hi"}]}""";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApiKeys keys;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void aKeyIsShownOnceAndListedByHowItBegins() {
        Answer made = api.post("/api/user/keys", user, Map.of("name", "laptop"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().propertyNames()).containsExactly(
                "id", "name", "scopes", "key", "prefix", "created_at", "expires_at", "models", "messages_per_minute",
                "budget");
        String key = made.json().get("key").asString();
        assertThat(key).matches("sk-[A-Za-z0-9_-]{32}");
        assertThat(made.json().get("prefix").asString()).isEqualTo(key.substring(0, 7));

        Answer list = api.send("GET", "/api/user/keys", user, null);

        assertThat(list.response().body()).doesNotContain(key);
        assertThat(list.json().get("results")).hasSize(1);
        JsonNode listed = list.json().get("results").get(0);
        assertThat(listed.propertyNames())
                .containsExactly("id", "name", "scopes", "prefix", "created_at", "last_used_at", "expires_at", "models",
                        "messages_per_minute", "budget");
        assertThat(listed.get("id")).isEqualTo(made.json().get("id"));
        assertThat(listed.get("name").asString()).isEqualTo("laptop");
        assertThat(listed.get("created_at")).isEqualTo(made.json().get("created_at"));
        assertThat(listed.get("last_used_at").isNull()).isTrue();
    }

    @Test
    void aKeyNeedsNoName() {
        assertThat(api.send("POST", "/api/user/keys", user, "{}").json().get("name").isNull()).isTrue();
        assertThat(api.send("POST", "/api/user/keys", user, null).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\\nb", "a\\u0000b", "\\ud800"})
    void aNameThatCannotBeIsRefused(String name) {
        Answer answer = api.send("POST", "/api/user/keys", user, "{\"name\": \"" + name + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo("name");
    }

    @Test
    void aNameHasUpToAHundredCharacters() {
        String longest = "\uD83D\uDE00".repeat(100);

        assertThat(api.post("/api/user/keys", user, Map.of("name", longest)).status()).isEqualTo(201);
        assertThat(api.post("/api/user/keys", user, Map.of("name", longest + "a")).status()).isEqualTo(400);
    }

    @Test
    void aKeyOpensChatAndTheOpenAiDialectForItsAccount() {
        User program = program();

        assertThat(api.chat(program, "hi").status()).isEqualTo(200);
        assertThat(api.send("POST", "/api/chat/" + UUID.randomUUID() + "/cancel", program, null).code())
                .isEqualTo("NOT_FOUND");
        assertThat(api.send("GET", "/v1/models", program, null).status()).isEqualTo(200);
        Answer completion = api.send("POST", "/v1/chat/completions", program, HI);
        assertThat(completion.json().get("chatledger").get("remaining_tokens").asLong()).isEqualTo(3800);
        assertThat(api.available(user)).isEqualTo(3800);
    }

    @Test
    void ofTwoHundredAtOnceExactlyAsManyPassAsTheBudgetHasRoomFor() {
        api.post("/api/admin/users/" + user.id() + "/tokens", api.admin(), Map.of("amount", 50_000, "reason", "a"));
        User program = program(Map.of("budget", Map.of("tokens", 4000, "period", "day")));

        List<Future<Integer>> calls;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls = IntStream.range(0, 200)
                    .mapToObj(_ -> threads.submit(() -> api.send("POST", "/v1/chat/completions", program, HI).status()))
                    .toList();
        }
        List<Integer> statuses = calls.stream().map(Future::resultNow).toList();

        assertThat(statuses).containsOnly(200, 402);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(40);
        assertThat(api.available(user)).isEqualTo(50_000);
        JsonNode budget = listed().get("budget");
        assertThat(budget).isEqualTo(JsonMapper.shared().readTree("""
                {"tokens": 4000, "period": "day", "used_up": 4000, "left": 0}"""));
        assertThat(api.chat(user, "hi").status()).isEqualTo(200);
        Answer refused = api.chat(program, "hi");
        assertThat(refused.code()).isEqualTo("OUT_OF_TOKENS");
        assertThat(refused.json().get("remaining_tokens").asLong()).isZero();
    }

    @Test
    void aKeyForSomeModelsOpensNoOther() {
        User program = program(Map.of("models", List.of("echo")));

        assertThat(api.send("POST", "/v1/chat/completions", program, HI).status()).isEqualTo(200);
        Answer refused = api.send("POST", "/v1/chat/completions", program, HI.replace("echo", "demo"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(api.post("/api/chat", program, Map.of("message", "hi")).status()).isEqualTo(403);
        assertThat(api.send("GET", "/v1/models", program, null).json().get("data")).hasSize(1);
        assertThat(api.send("GET", "/v1/models/echo", program, null).status()).isEqualTo(200);
        assertThat(api.send("GET", "/v1/models/demo", program, null).status()).isEqualTo(404);
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void aKeyExpiresToTheSecond() {
        Instant end = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.SECONDS);
        Answer made = api.post("/api/user/keys", user, Map.of("expires_at", end.toString()));
        assertThat(made.json().get("expires_at").asString()).isEqualTo(end.toString());
        User program = api.exchanged(user, keyIn(made));
        assertThat(api.chat(program, "hi").status()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(20)).until(() -> api.chat(program, "hi").status() == 401);

        assertThat(Instant.now()).isAfterOrEqualTo(end);
        assertThat(keys.exchange(keyIn(made))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "expires_at          | {\"expires_at\": \"2020-01-01T00:00:00Z\"}",
        "models              | {\"models\": []}",
        "expires_at          | {\"expires_at\": \"9999-01-01T00:00:00Z\"}",
        "models              | {\"models\": [null]}",
        "models              | {\"models\": [\"\"]}",
        "models              | {\"models\": [\"a\\u0000\"]}",
        "messages_per_minute | {\"messages_per_minute\": 0}",
        "budget.tokens       | {\"budget\": {}}",
        "budget.tokens       | {\"budget\": {\"tokens\": 0}}",
        "budget.period       | {\"budget\": {\"tokens\": 1, \"period\": \"year\"}}",
    })
    void boundsThatCannotBeAreRefused(String field, String request) {
        Answer answer = api.send("POST", "/api/user/keys", user, request);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    private User program(Map<String, ?> bounds) {
        return api.exchanged(user, keyIn(api.post("/api/user/keys", user, bounds)));
    }

    private JsonNode listed() {
        return api.send("GET", "/api/user/keys", user, null).json().get("results").get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/user/keys", "POST, /api/user/keys", "DELETE, /api/user/keys/1", "PATCH, /api/user/profile",
        "POST, /api/user/password", "PATCH, /api/conversations/1", "DELETE, /api/conversations/1",
        "POST, /api/admin/users/1/tokens", "PUT, /api/admin/users/1/roles", "GET, /actuator/env", "GET, /any"
    })
    void aKeyOpensNothingElse(String method, String path) {
        Answer answer = api.send(method, path, program(), "{}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void theKeyOfAnAdministratorOpensNoMore() {
        User admin = api.admin();
        Answer made = api.post("/api/user/keys", admin, Map.of());
        User program = api.exchanged(admin, keyIn(made));

        assertThat(api.send("GET", "/v1/models", program, null).status()).isEqualTo(200);
        assertThat(api.post("/api/admin/users/" + user.id() + "/suspend", program, Map.of("reason", "a test")).status())
                .isEqualTo(403);
        api.send("DELETE", "/api/user/keys/" + made.json().get("id").asString(), admin, null);
    }

    @Test
    void aRevokedKeyOpensNothingFromThenOn() {
        Answer made = api.post("/api/user/keys", user, Map.of());
        User program = with(made);
        assertThat(api.chat(program, "hi").status()).isEqualTo(200);

        Answer revoked = api.send("DELETE", "/api/user/keys/" + made.json().get("id").asString(), user, null);

        assertThat(revoked.status()).isEqualTo(204);
        assertThat(api.exchange(keyIn(made)).status()).isEqualTo(401);
        assertThat(api.chat(program, "hi").status()).isEqualTo(401);
        assertThat(api.send("GET", "/v1/models", program, null).status()).isEqualTo(401);
        assertThat(api.send("GET", "/api/user/keys", user, null).json().get("results")).isEmpty();
    }

    @Test
    void onlyItsOwnerCanRevokeAKeyAndOnlyOnce() {
        String id = api.post("/api/user/keys", user, Map.of()).json().get("id").asString();

        assertThat(api.send("DELETE", "/api/user/keys/" + id, api.register(), null).status()).isEqualTo(404);
        assertThat(api.send("DELETE", "/api/user/keys/" + UUID.randomUUID(), user, null).status()).isEqualTo(404);
        assertThat(api.send("DELETE", "/api/user/keys/nonsense", user, null).status()).isEqualTo(404);
        assertThat(api.send("DELETE", "/api/user/keys/" + id, user, null).status()).isEqualTo(204);
        assertThat(api.send("DELETE", "/api/user/keys/" + id, user, null).status()).isEqualTo(404);
    }

    @Test
    void anAccountHasTwentyKeysAndNoMoreHoweverManyAreAskedForAtOnce() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients
                    .invokeAll(Collections.nCopies(25, () -> api.post("/api/user/keys", user, Map.of()).status()))
                    .stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(Collections.frequency(statuses, 201)).isEqualTo(20);
            assertThat(Collections.frequency(statuses, 400)).isEqualTo(5);
        }
        JsonNode keys = api.send("GET", "/api/user/keys", user, null).json().get("results");
        assertThat(keys).hasSize(20);

        api.send("DELETE", "/api/user/keys/" + keys.get(0).get("id").asString(), user, null);

        assertThat(api.post("/api/user/keys", user, Map.of()).status()).isEqualTo(201);
    }

    @Test
    void theLastUseIsNotedOnceAMinute() {
        Answer made = api.post("/api/user/keys", user, Map.of());

        api.exchange(keyIn(made));
        Instant first = lastUse();
        api.exchange(keyIn(made));
        assertThat(lastUse()).isEqualTo(first);

        aMinutePasses(made);
        api.exchange(keyIn(made));
        assertThat(lastUse()).isAfterOrEqualTo(first);
    }

    @Test
    void aRevokedKeyIsForgottenAfterNinetyDays() {
        Answer old = api.post("/api/user/keys", user, Map.of());
        Answer recent = api.post("/api/user/keys", user, Map.of());
        api.post("/api/user/keys", user, Map.of());
        revokedAgo(old, "90 days 1 minute");
        revokedAgo(recent, "89 days 23 hours");

        keys.forgetRevoked();

        assertThat(jdbc.sql("SELECT count(*) FROM events.api_key WHERE account_id = ?::uuid")
                        .param(user.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    private void revokedAgo(Answer made, String age) {
        jdbc.sql("UPDATE events.api_key SET revoked_at = now() - ?::interval WHERE id = ?::uuid")
                .param(age)
                .param(made.json().get("id").asString())
                .update();
    }

    @Test
    void whatIsNoKeyIsRefused() {
        String key = keyIn(api.post("/api/user/keys", user, Map.of()));

        for (String wrong
                : List.of("sk-", "sk-nonsense", key.substring(0, 34), key + "A", "SK" + key.substring(2), "")) {
            Answer answer = api.exchange(wrong);

            assertThat(answer.status()).as(wrong).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        }
        assertThat(api.exchange(key).status()).isEqualTo(200);
    }

    @Test
    void aKeyItselfOpensNothingHere() {
        String key = keyIn(api.post("/api/user/keys", user, Map.of()));

        assertThat(api.chat(new User("", "", key, ""), "hi").code()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void theKeyOfASuspendedAccountIsKnownButDoesNotChat() {
        Answer made = api.post("/api/user/keys", user, Map.of());
        User program = with(made);
        api.post("/api/admin/users/" + user.id() + "/suspend", api.admin(), Map.of("reason", "a test"));

        assertThat(api.exchange(keyIn(made)).code()).isEqualTo("SUSPENDED");
        assertThat(api.chat(program, "hi").code()).isEqualTo("SUSPENDED");
        Answer completion = api.send("POST", "/v1/chat/completions", program, HI);
        assertThat(completion.status()).isEqualTo(403);
        assertThat(completion.json().get("error").get("code").asString()).isEqualTo("suspended");
    }

    @Test
    void anotherRoleOfTheAccountDoesNotMakeItsKeyOpenMore() {
        User program = program();
        api.send("PUT", "/api/admin/users/" + user.id() + "/roles", api.admin(),
                "{\"roles\": [\"ADMIN\"], \"reason\": \"a test\"}");

        assertThat(api.chat(program, "hi").status()).isEqualTo(200);
        assertThat(api.send("GET", "/api/user/keys", program, null).status()).isEqualTo(403);
        assertThat(api.post("/api/admin/users/" + user.id() + "/suspend", program, Map.of("reason", "a test")).status())
                .isEqualTo(403);
        api.send("PUT", "/api/admin/users/" + user.id() + "/roles", api.admin(),
                "{\"roles\": [], \"reason\": \"a test\"}");
    }

    @Test
    void aKeyIsForChatUnlessSomethingElseIsSaid() {
        assertThat(scopes("{}")).isEqualTo("[\"chat\"]");
        assertThat(scopes("{\"scopes\": null}")).isEqualTo("[\"chat\"]");
        assertThat(scopes("{\"scopes\": [\"read\"]}")).isEqualTo("[\"read\"]");
        assertThat(scopes("{\"scopes\": [\"read\", \"chat\"]}")).isEqualTo("[\"read\",\"chat\"]");
    }

    private String scopes(String request) {
        Answer made = api.send("POST", "/api/user/keys", user, request);
        assertThat(made.status()).isEqualTo(201);
        return made.json().get("scopes").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"admin\"]", "[\"CHAT\"]", "[\"chat\", \"chat\"]", "[null]", "\"chat\"", "[1]"})
    void otherScopesAreRefused(String scopes) {
        Answer answer = api.send("POST", "/api/user/keys", user, "{\"scopes\": %s}".formatted(scopes));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").get(0).get("field").asString()).startsWith("scopes");
    }

    @Test
    void aKeyForReadingDoesNotChat() {
        User program = with(api.post("/api/user/keys", user, Map.of("scopes", List.of("read"))));

        assertThat(api.chat(program, "hi").code()).isEqualTo("FORBIDDEN");
        assertThat(api.send("GET", "/v1/models", program, null).status()).isEqualTo(403);
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void whileKeysCannotBeLookedUpTheyAreNotCalledWrong() {
        String key = keyIn(api.post("/api/user/keys", user, Map.of()));
        TestDatabase.owner().sql("ALTER TABLE events.api_key RENAME TO api_key_away").update();
        try {
            // A table that is not there is a fault of ours, no outage and no fault of the key.
            assertThat(api.exchange(key).status()).isEqualTo(500);
        } finally {
            TestDatabase.owner().sql("ALTER TABLE events.api_key_away RENAME TO api_key").update();
        }
    }

    @Test
    void neitherTheDatabaseNorTheLogKnowsAKeyOrWhatWasSaidWithIt(CapturedOutput log) throws Exception {
        Answer made = api.post("/api/user/keys", user, Map.of());
        String key = keyIn(made);
        User program = with(made);
        api.send("POST", "/v1/chat/completions", program, HI.replace("hi", "a confidential question"));
        api.send("POST", "/v1/chat/completions", program, HI.replace("\"hi\"", "[\"a confidential question\"]"));
        api.send("DELETE", "/api/user/keys/" + made.json().get("id").asString(), user, null);
        api.chat(program, "a confidential question");

        Map<String, Object> row = jdbc.sql("SELECT * FROM events.api_key WHERE id = ?")
                .param(UUID.fromString(made.json().get("id").asString()))
                .query()
                .singleRow();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        assertThat((byte[]) row.get("key_hash")).isEqualTo(hash);
        assertThat(row.values()).noneMatch(value -> String.valueOf(value).contains(key.substring(7)));
        assertThat(log).doesNotContain(key.substring(7)).doesNotContain("confidential");
    }

    @Test
    void theOtherSideOfTheHouseCannotReadTheKeys() throws Exception {
        try (var connection = DriverManager.getConnection(TestDatabase.url("chatledger_query"));
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT key_hash FROM events.api_key"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    /** Who uses a new key of the user. */
    private User program() {
        return with(api.post("/api/user/keys", user, Map.of()));
    }

    private User with(Answer made) {
        return api.exchanged(user, keyIn(made));
    }

    private static String keyIn(Answer made) {
        return made.json().get("key").asString();
    }

    private Instant lastUse() {
        JsonNode listed = api.send("GET", "/api/user/keys", user, null).json().get("results").get(0);
        return Instant.parse(listed.get("last_used_at").asString());
    }

    private void aMinutePasses(Answer made) {
        jdbc.sql("UPDATE events.api_key SET last_used_at = last_used_at - interval '61 s' WHERE id = ?")
                .param(UUID.fromString(made.json().get("id").asString()))
                .update();
    }
}
