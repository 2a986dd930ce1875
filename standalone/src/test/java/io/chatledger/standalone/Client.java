package io.chatledger.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.json.JsonMapper;

/** Anyone who speaks HTTP and JSON to a gateway. */
record Client(URI gateway, List<String> headers) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    static Client of(URI gateway) {
        return new Client(gateway, List.of());
    }

    /** The same client, sending this header too. */
    Client with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.addAll(List.of(header, value));
        return new Client(gateway, List.copyOf(more));
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer post(String path, Map<String, ?> body) {
        return json("POST", path, body);
    }

    Answer json(String method, String path, Map<String, ?> body) {
        return with("Content-Type", "application/json")
                .send(method, path, BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    /**
     * Fails the test unless the answer is as the API's document promises.
     *
     * @throws UncheckedIOException if there was no answer, or half of one
     */
    Answer send(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE).method(method, body);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        try {
            Answer answer = Answer.of(HTTP.send(request.build(), BodyHandlers.ofString()));
            Contract.DOCUMENT.expectPromised(method, path, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The texts in a ZIP archive, by their names. */
    Map<String, String> archive(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        var texts = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(HTTP.send(request.build(), BodyHandlers.ofInputStream()).body())) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                texts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    /** A stranger becomes a user, with a name that nobody has yet. */
    User newUser() {
        String username = "user-" + UUID.randomUUID();
        String password = "correct horse";
        Answer answer = post("/api/register", Map.of("username", username, "password", password)).expect(201);
        return new User(withAccessToken(answer), answer.text("id"), username, password);
    }

    List<User> newUsers(int count) {
        return IntStream.range(0, count).mapToObj(_ -> newUser()).toList();
    }

    User logIn(String username, String password) {
        Answer answer = post("/api/login", Map.of("username", username, "password", password)).expect(200);
        Client user = withAccessToken(answer);
        return new User(user, user.get("/api/user/profile").expect(200).text("id"), username, password);
    }

    private Client withAccessToken(Answer answer) {
        return with("Authorization", "Bearer " + answer.text("access"));
    }
}
