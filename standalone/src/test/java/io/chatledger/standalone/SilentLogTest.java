package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.standalone.ScriptedProvider.Model;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Whoever reads the log of the system learns what went wrong, but not what was said, and nothing that opens a door. */
@ExtendWith(SharedSystems.class)
class SilentLogTest {

    /** Occurs in everything that is written here by people and programs, and nowhere else. */
    private static final String SECRET = "whispered-" + UUID.randomUUID();

    private final SystemWithProvider system;
    private final Client stranger;

    SilentLogTest(SystemWithProvider system) {
        this.system = system;
        this.stranger = system.serving().client();
    }

    @Test
    void noTextOfAUserOrAModelAndNoKeyOrPasswordIsInTheLog() {
        String password = SECRET + " password";
        Map<String, String> someone = Map.of("username", "user-" + UUID.randomUUID(), "password", password);
        JsonNode registered = stranger.post("/api/register", someone).expect(201).json();
        stranger.post("/api/register", someone).expectProblem(ErrorCode.USERNAME_TAKEN);
        User user = stranger.logIn(someone.get("username"), password);
        String key = user.newKey();

        chatInAllWays(user);
        complete(key);
        sendWhatCannotBeUnderstood(user, key);
        String refresh = stranger.post("/api/token/refresh", Map.of("refresh", registered.get("refresh").asString()))
                .expect(200).text("refresh");

        String log = system.serving().output();
        // So that it is known that this is the log, and that something was told.
        assertThat(log).contains("chatledger is ready", "from failing: ", "The client disconnected",
                "POST /api/chat 200 in ", "POST /api/login 401 in ");
        assertThat(log).doesNotContain(SECRET, ScriptedProvider.REPLY.strip(), ScriptedProvider.KEY);
        assertThat(log)
                .doesNotContain(key, refresh, registered.get("access").asString(), registered.get("token").asString(),
                registered.get("refresh").asString(), user.client().headers().getLast().replace("Bearer ", ""));
        assertThat(log).doesNotContainPattern("sk-[A-Za-z0-9_-]{6}").doesNotContainPattern("eyJ[A-Za-z0-9_-]{20}");
    }

    private void chatInAllWays(User user) {
        user.chat(SECRET + " plain", Model.STEADY.id()).expect(200);
        user.stream(SECRET + " streamed", Model.STEADY.id()).last("done");
        user.with("Idempotency-Key", SECRET).chat(SECRET + " repeatable").expect(200);
        user.chat(SECRET + " quoted by the provider", Model.FAILING.id()).expectProblem(ErrorCode.PROVIDER_FAILED);
        String left = SECRET + " left";
        try (var chat = OpenChat.send(user, left, Model.PATIENT)) {
            chat.readUntil("three");
        }
        await().until(() -> !system.provider().isAnswering(left));
        await().until(() -> !user.message(left).get("status").asString().equals("pending"));
        String conversation = user.message(left).get("conversation_id").asString();
        user.client().json("PATCH", "/api/conversations/" + conversation, Map.of("title", SECRET)).expect(200);
        user.client().json("PATCH", "/api/user/profile", Map.of("email", SECRET + "@example.org")).expect(200);
    }

    private void complete(String key) {
        for (String model : List.of(Model.STEADY.id(), Model.FAILING.id())) {
            for (boolean streamed : List.of(false, true)) {
                stranger.with("Authorization", "Bearer " + key).post("/v1/chat/completions", Map.of(
                        "model", model,
                        "stream", streamed,
                        "messages", List.of(
                                Map.of("role", "system", "content", SECRET + " prompt"),
                                Map.of("role", "user", "content", SECRET + " question"))))
                        .expect(model.equals(Model.STEADY.id()) ? 200 : 502);
            }
        }
    }

    private void sendWhatCannotBeUnderstood(User user, String key) {
        for (String body : List.of(
                "{\"message\": \"" + SECRET, SECRET, "{\"message\": [\"" + SECRET + "\"]}",
                "{\"message\": \"" + SECRET + "\", \"" + SECRET + "\": 1}",
                "{\"message\": \"" + SECRET + "\", \"model\": \"" + SECRET + "\"}",
                "{\"message\": \"" + SECRET + "\", \"conversation_id\": \"" + SECRET + "\"}")) {
            user.client().with("Content-Type", "application/json")
                    .send("POST", "/api/chat", BodyPublishers.ofString(body))
                    .expectProblem(ErrorCode.INVALID_REQUEST);
        }
        for (String token : List.of(key + "x", "sk-" + SECRET, SECRET, "eyJhbGciOiJub25lIn0." + SECRET + ".x")) {
            Client forger = stranger.with("Authorization", "Bearer " + token);
            forger.post("/api/chat", Map.of("message", SECRET)).expectProblem(ErrorCode.UNAUTHENTICATED);
            assertThat(forger.get("/api/tokens").status()).isIn(401, 403);
        }
        stranger.post("/api/login", Map.of("username", user.username(), "password", SECRET + " guess"))
                .expectProblem(ErrorCode.BAD_CREDENTIALS);
        stranger.post("/api/token/refresh", Map.of("refresh", SECRET)).expect(401);
    }
}
