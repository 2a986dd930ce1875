package io.chatledger.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Someone who is logged in.
 *
 * @param client sends the access token along
 */
record User(Client client, String id, String username, String password) {

    static final long WELCOME_TOKENS = 4000;
    static final long PRICE = 100;

    Answer chat(String message) {
        return chat(message, "echo");
    }

    Answer chat(String message, String model) {
        return client.post("/api/chat", Map.of("message", message, "model", model));
    }

    /** Returns when the stream has ended. */
    Answer stream(String message, String model) {
        return with("Accept", "text/event-stream").chat(message, model);
    }

    /** The same user, whose client sends this header too. */
    User with(String header, String value) {
        return new User(client.with(header, value), id, username, password);
    }

    /** A new API key, for chat if nothing is said. */
    String newKey(String... scopes) {
        Map<String, ?> request = scopes.length == 0 ? Map.of("name", "a test") : Map.of("scopes", List.of(scopes));
        return client.post("/api/user/keys", request).expect(201).text("key");
    }

    /** The message with this text, once the history has it. */
    JsonNode message(String text) {
        return history().stream().filter(message -> message.get("message").asString().equals(text)).findFirst()
                .orElseThrow(() -> new AssertionError("no message: " + text));
    }

    /** What can still be spent. */
    long tokens() {
        return client.get("/api/tokens").expect(200).number("tokens");
    }

    /** All messages, newest first. */
    List<JsonNode> history() {
        return pages("/api/chat");
    }

    /** All entries of the ledger, newest first. */
    List<JsonNode> statement() {
        return pages("/api/tokens/history");
    }

    private List<JsonNode> pages(String path) {
        List<JsonNode> results = new ArrayList<>();
        JsonNode next;
        String cursor = "";
        do {
            JsonNode page = client.get(path + "?limit=200" + cursor).expect(200).json();
            page.required("results").forEach(results::add);
            next = page.required("next");
            cursor = "&before=" + next.asString();
        } while (!next.isNull());
        return results;
    }
}
