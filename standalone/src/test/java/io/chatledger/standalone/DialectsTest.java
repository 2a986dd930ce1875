package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Five published descriptions of the API, one system: every path, header and field that any of them promises. */
@ExtendWith(SharedSystems.class)
class DialectsTest {

    private static final String PASSWORD = "correct horse";

    private final OneProcess system;

    DialectsTest(OneProcess system) {
        this.system = system;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/register", "/register", "/api/users", "/api/register/", "/register/", "/api/users/"})
    void registers(String path) {
        String username = newName();
        Answer answer = system.client()
                .post(path, Map.of("username", username, "password", PASSWORD, "email", username + "@example.org"))
                .expect(201);

        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("message", "id", "username", "email",
                "tokens", "token", "access", "refresh", "token_type", "expires_in");
        assertThat(answer.text("message")).isNotBlank();
        assertThat(UUID.fromString(answer.text("id"))).isNotNull();
        assertThat(answer.text("username")).isEqualTo(username);
        assertThat(answer.text("email")).isEqualTo(username + "@example.org");
        assertThat(answer.number("tokens")).isEqualTo(4000);
        assertThat(answer.text("token")).matches("[A-Za-z0-9]{32}");
        assertThat(answer.text("refresh")).isNotBlank();
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.number("expires_in")).isEqualTo(900);
    }

    @Test
    void registersWithoutAnEmailWhichIsNullThen() {
        Answer answer = register(Map.of("username", newName(), "password", PASSWORD)).expect(201);

        assertThat(answer.json().required("email").isNull()).isTrue();
    }

    @Test
    void registersWithPassword1AsOneSampleHasIt() {
        String username = newName();
        register(Map.of("username", username, "password1", PASSWORD)).expect(201);

        system.client().logIn(username, PASSWORD);
    }

    @Test
    void registersWithThePasswordGivenTwiceIfBothAreEqual() {
        register(Map.of("username", newName(), "password", PASSWORD, "password2", PASSWORD)).expect(201);
        register(Map.of("username", newName(), "password", PASSWORD, "password2", "another horse"))
                .expectProblem(ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/login", "/login", "/api/auth/login", "/api/token", "/api/login/", "/api/token/"})
    void logsIn(String path) {
        String username = newName();
        register(Map.of("username", username, "password", PASSWORD)).expect(201);

        Answer answer = system.client().post(path, Map.of("username", username, "password", PASSWORD)).expect(200);

        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder("token", "access", "refresh", "token_type", "expires_in", "tokens");
        assertThat(answer.text("token")).matches("[A-Za-z0-9]{32}");
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.number("expires_in")).isEqualTo(900);
        assertThat(answer.number("tokens")).isEqualTo(4000);
    }

    @Test
    void logsInByEmailTooAndWithoutRegardToCase() {
        String username = newName();
        String email = username + "@example.org";
        register(Map.of("username", username, "password", PASSWORD, "email", email)).expect(201);

        logIn(Map.of("email", email, "password", PASSWORD)).expect(200);
        logIn(Map.of("username", email, "password", PASSWORD)).expect(200);
        logIn(Map.of("username", username.toUpperCase(), "password", PASSWORD)).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/token/refresh", "/api/token/refresh/"})
    void givesANewAccessTokenForARefreshTokenWhichIsUsedUpThen(String path) {
        Answer registered = register(Map.of("username", newName(), "password", PASSWORD));
        String refresh = registered.text("refresh");

        Answer answer = system.client().post(path, Map.of("refresh", refresh)).expect(200);

        assertThat(answer.json().propertyNames()).contains("access", "refresh", "token", "expires_in");
        assertThat(answer.text("token")).isEqualTo(registered.text("token"));
        assertThat(answer.text("refresh")).isNotEqualTo(refresh);
        system.client().with("Authorization", "Bearer " + answer.text("access")).get("/api/tokens").expect(200);
        assertThat(system.client().post(path, Map.of("refresh", refresh)).expect(200).text("refresh"))
                .as("in the same moment")
                .isEqualTo(answer.text("refresh"));
    }

    @Test
    void logsOut() {
        String refresh = register(Map.of("username", newName(), "password", PASSWORD)).text("refresh");

        assertThat(system.client().post("/api/logout", Map.of("refresh", refresh)).expect(204).body()).isEmpty();

        system.client().post("/api/token/refresh", Map.of("refresh", refresh))
                .expectProblem(ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/chat", "/chat", "/api/chat/send_message", "/api/chat/", "/chat/", "/api/chat/send_message/"})
    void chatsAndThenTellsTheBalance(String path) {
        User user = system.newUser();

        Answer answer = user.client().post(path, Map.of("message", "Hello, AI!", "model", "echo")).expect(200);

        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("id", "conversation_id", "response",
                "status", "model", "tokens_deducted", "remaining_tokens", "created_at");
        assertThat(answer.text("response")).isEqualTo("Echo: Hello, AI!");
        assertThat(answer.text("model")).isEqualTo("echo");
        assertThat(answer.number("tokens_deducted")).isEqualTo(100);
        assertThat(answer.number("remaining_tokens")).isEqualTo(3900);
        assertThat(Instant.parse(answer.text("created_at"))).isBeforeOrEqualTo(Instant.now());
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void theDefaultModelEchoesWhatIsNoQuestionAboutTheService() {
        Answer answer = system.newUser().client().post("/api/chat", Map.of("message", "Hello, AI!")).expect(200);

        assertThat(answer.text("model")).isEqualTo("demo");
        assertThat(answer.text("response")).isEqualTo("Echo: Hello, AI!");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/tokens", "GET, /api/token_balance", "GET, /api/tokens/balance", "GET, /api/user/balance",
        "GET, /balance", "POST, /balance",
        "GET, /api/tokens/", "GET, /api/token_balance/", "GET, /api/tokens/balance/", "GET, /api/user/balance/",
        "GET, /balance/", "POST, /balance/"})
    void tellsTheBalance(String method, String path) {
        User user = system.newUser();
        user.chat("Hello").expect(200);

        Answer answer = user.client().json(method, path, Map.of()).expect(200);

        assertThat(answer.json().toString()).isEqualTo("{\"tokens\":3900,\"available\":3900,\"held\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER", "Token", "token", "TOKEN"})
    void takesTheTokenUnderEitherSchemeInAnyLetterCase(String scheme) {
        Answer registered = register(Map.of("username", newName(), "password", PASSWORD));
        Client client = system.client().with("Authorization", scheme + " " + registered.text("token"));

        client.post("/api/chat", Map.of("message", "Hello")).expect(200);
        client.get("/api/tokens").expect(200);
        client.get("/api/chat").expect(200);
    }

    @Test
    void takesTheTokenFromTheChatBodyOnlyIfThereIsNoHeader() {
        String token = register(Map.of("username", newName(), "password", PASSWORD)).text("token");
        Map<String, String> chat = Map.of("message", "Hello", "model", "echo", "token", token);

        Answer answer = system.client().post("/chat", chat).expect(200);
        assertThat(answer.text("response")).isEqualTo("Echo: Hello");

        system.client().with("Authorization", "Bearer wrong").post("/chat", chat)
                .expectProblem(ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/api/chat/"})
    void showsTheHistoryNewestFirst(String path) {
        User user = system.newUser();
        Answer first = user.chat("first").expect(200);
        user.chat("second").expect(200);

        JsonNode history = user.client().get(path).expect(200).json();

        assertThat(history.get("results")).extracting(message -> message.get("message").asString())
                .containsExactly("second", "first");
        assertThat(history.get("next").isNull()).isTrue();
        JsonNode oldest = history.get("results").get(1);
        assertThat(oldest.propertyNames()).containsExactlyInAnyOrder("id", "conversation_id", "message", "response",
                "status", "model", "tokens_deducted", "created_at", "answered_at");
        assertThat(oldest.get("id").asString()).isEqualTo(first.text("id"));
        assertThat(oldest.get("conversation_id").asString()).isEqualTo(first.text("conversation_id"));
        assertThat(oldest.get("response").asString()).isEqualTo("Echo: first");
        assertThat(oldest.get("status").asString()).isEqualTo("answered");
        assertThat(oldest.get("model").asString()).isEqualTo("echo");
        assertThat(oldest.get("tokens_deducted").asLong()).isEqualTo(100);
        assertThat(Instant.parse(oldest.get("answered_at").asString()))
                .isAfterOrEqualTo(Instant.parse(oldest.get("created_at").asString()));
    }

    @Test
    void showsTheHistoryOfOneConversationPageByPage() {
        User user = system.newUser();
        String conversation = user.chat("first").expect(200).text("conversation_id");
        user.chat("elsewhere").expect(200);
        Answer second = user.client().post("/api/chat",
                Map.of("message", "second", "model", "echo", "conversation_id", conversation)).expect(200);
        assertThat(second.text("conversation_id")).isEqualTo(conversation);

        String query = "/api/chat?conversation_id=" + conversation + "&limit=1";
        Answer newest = user.client().get(query).expect(200);
        Answer next = user.client().get(query + "&before=" + newest.text("next")).expect(200);

        assertThat(newest.json().at("/results/0/message").asString()).isEqualTo("second");
        assertThat(next.json().at("/results/0/message").asString()).isEqualTo("first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/user/profile", "/api/user/details", "/api/user/profile/", "/api/user/details/"})
    void showsAndChangesTheProfile(String path) {
        User user = system.newUser();
        String email = user.username() + "@example.org";
        user.client().json("PATCH", "/api/user/profile", Map.of("email", email)).expect(200);

        Answer profile = user.client().get(path).expect(200);

        assertThat(profile.json().propertyNames())
                .containsExactlyInAnyOrder("id", "username", "email", "roles", "tokens", "created_at");
        assertThat(profile.text("username")).isEqualTo(user.username());
        assertThat(profile.text("email")).isEqualTo(email);
        assertThat(profile.json().get("roles").toString()).isEqualTo("[\"USER\"]");
        assertThat(profile.number("tokens")).isEqualTo(4000);
        assertThat(Instant.parse(profile.text("created_at"))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void changesThePassword() {
        User user = system.newUser();

        user.client().post("/api/user/password", Map.of("old_password", PASSWORD, "new_password", "battery staple"))
                .expect(204);

        system.client().logIn(user.username(), "battery staple");
        logIn(Map.of("username", user.username(), "password", PASSWORD)).expectProblem(ErrorCode.BAD_CREDENTIALS);
    }

    @Test
    void explainsEveryMovementOfTokensInTheStatement() {
        User user = system.newUser();
        String message = user.chat("Hello").expect(200).text("id");

        JsonNode statement = user.client().get("/api/tokens/history").expect(200).json();

        assertThat(statement.get("next").isNull()).isTrue();
        assertThat(statement.get("results")).extracting(entry -> entry.get("type").asString())
                .containsExactly("DEBITED", "HELD", "GRANTED");
        JsonNode debit = statement.get("results").get(0);
        assertThat(debit.propertyNames()).containsExactlyInAnyOrder(
                "position", "type", "amount", "change", "balance", "held", "reason", "message_id", "conversation_id",
                "excerpt", "model", "price", "actor", "created_at");
        assertThat(debit.get("position").asLong()).isEqualTo(3);
        assertThat(debit.get("amount").asLong()).isEqualTo(100);
        assertThat(debit.get("change").asLong()).isEqualTo(-100);
        assertThat(debit.get("excerpt").asString()).isEqualTo("Hello");
        assertThat(debit.get("balance").asLong()).isEqualTo(3900);
        assertThat(debit.get("held").asLong()).isZero();
        assertThat(debit.get("message_id").asString()).isEqualTo(message);
    }

    @Test
    void streamsWhatTheModelSays() {
        Answer answer = system.newUser().client().with("Accept", "text/event-stream")
                .post("/api/chat", Map.of("message", "Hello, AI!", "model", "echo")).expect(200);

        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.body()).contains("event: delta", "event: done", "\"remaining_tokens\":3900");
    }

    private Answer register(Map<String, ?> request) {
        return system.client().post("/api/register", request);
    }

    private Answer logIn(Map<String, ?> request) {
        return system.client().post("/api/login", request);
    }

    private static String newName() {
        return "user-" + UUID.randomUUID();
    }
}
