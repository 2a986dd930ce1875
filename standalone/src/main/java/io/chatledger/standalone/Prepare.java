package io.chatledger.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts a system that is thrown away, and uses it as people do. {@code ./chatledger} has the JVM watch that, and gives
 * what it has seen to later starts: classes that are loaded and linked, and which code is called often (JEP 483, 515).
 */
@Command(name = "prepare", mixinStandardHelpOptions = true,
        description = "Use a system that is thrown away for 20 s, so that later starts of ./chatledger are faster.")
final class Prepare implements Callable<Integer> {

    private static final int SECONDS = Integer.getInteger("chatledger.prepare-seconds", 20);
    private static final int USERS = 8;
    private static final int CHATS_OF_A_USER = 30;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("chatledger-prepare");
        var system = new WholeSystem();
        // Also on Ctrl-C: PostgreSQL would outlive this process.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> throwAway(system, folder), "shutdown"));
        int port = system.start(DataFolder.at(folder), InetAddress.getLoopbackAddress(), 0, 0);
        var gateway = URI.create("http://127.0.0.1:" + port);
        long endNanos = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor(); var http = HttpClient.newHttpClient()) {
            List<Future<Void>> users = threads.invokeAll(
                    Collections.nCopies(USERS, () -> use(http, gateway, endNanos)));
            for (Future<Void> user : users) {
                user.get();
            }
        } catch (ExecutionException e) {
            throw new CommandFailed("The system could not be used: " + e.getCause(), e);
        }
        return 0;
    }

    private static void throwAway(WholeSystem system, Path folder) {
        system.close();
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            System.err.println(folder + " could not be deleted: " + e);
        }
    }

    private static @Nullable Void use(HttpClient http, URI gateway, long endNanos)
            throws IOException, InterruptedException {
        while (System.nanoTime() < endNanos) {
            var user = Map.of("username", UUID.randomUUID().toString(), "password", UUID.randomUUID().toString());
            send(http, request(gateway, "/").header("Accept", "text/html"));
            String token = JSON.readTree(send(http, post(gateway, "/api/register", user))).get("token").asString();
            // The built-in model alone: nobody's account is used for this.
            for (int chat = 0; chat < CHATS_OF_A_USER; chat++) {
                boolean streamed = chat % 2 == 1;
                send(http, as(token, post(gateway, "/api/chat", Map.of("message", "Hello", "model", "echo")))
                        .header("Accept", streamed ? "text/event-stream" : "application/json"));
                send(http, as(token, request(gateway, "/api/tokens")));
            }
            for (String path : List.of("/api/chat", "/api/tokens/history", "/api/conversations", "/api/usage")) {
                send(http, as(token, request(gateway, path)));
            }
        }
        return null;
    }

    private static HttpRequest.Builder request(URI gateway, String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(TIMEOUT);
    }

    private static HttpRequest.Builder post(URI gateway, String path, Map<String, String> body) {
        return request(gateway, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    private static HttpRequest.Builder as(String token, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token);
    }

    private static String send(HttpClient http, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != HttpURLConnection.HTTP_OK
                && response.statusCode() != HttpURLConnection.HTTP_CREATED) {
            throw new IOException("%s answered %d: %s".formatted(
                    response.request().uri().getPath(), response.statusCode(), response.body()));
        }
        return response.body();
    }
}
