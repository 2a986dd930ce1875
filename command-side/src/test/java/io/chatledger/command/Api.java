package io.chatledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to command-side as its clients do. */
public final class Api {

    public static final String PASSWORD = "a good password";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String baseUrl;

    public Api(int port) {
        this.baseUrl = "http://localhost:" + port;
    }

    /** An answer: its status, headers and JSON. */
    public record Answer(int status, HttpResponse<String> response) {

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String code() {
            return json().get("code").asString();
        }
    }

    public record User(String id, String username, String access, String refresh) {}

    public static String anyUsername() {
        return "u" + UUID.randomUUID().toString().substring(0, 12);
    }

    public User register() {
        return register(anyUsername());
    }

    public User register(String username) {
        Answer answer = post("/api/register", null, Map.of("username", username, "password", PASSWORD));
        assertThat(answer.status()).isEqualTo(201);
        return user(answer.json(), username, answer.json().get("id").asString());
    }

    public User admin() {
        Answer answer = post("/api/login", null, Map.of("username", "admin", "password", "correct horse battery"));
        assertThat(answer.status()).isEqualTo(200);
        return user(answer.json(), "admin", "");
    }

    private static User user(JsonNode json, String username, String id) {
        return new User(id, username, json.get("access").asString(), json.get("refresh").asString());
    }

    /** What a gateway asks for a session token or an API key. */
    public Answer exchange(String credential) {
        return post("/internal/token-exchange", null, Map.of("subject_token", credential));
    }

    /** Whoever shows a session token or an API key, as a gateway passes his calls on. */
    public User exchanged(User user, String credential) {
        Answer answer = exchange(credential);
        assertThat(answer.status()).isEqualTo(200);
        return new User(user.id(), user.username(), answer.json().get("access_token").asString(), "");
    }

    public Answer chat(User user, String message) {
        return post("/api/chat", user, Map.of("message", message, "model", "echo"));
    }

    public long available(User user) {
        return post("/api/login", null, Map.of("username", user.username(), "password", PASSWORD))
                .json()
                .get("tokens")
                .asLong();
    }

    public Answer post(String path, User user, Object body, String... headers) {
        return send("POST", path, user, JSON.writeValueAsString(body), headers);
    }

    public Answer send(String method, String path, User user, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (user != null) {
            request.header("Authorization", "Bearer " + user.access());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
