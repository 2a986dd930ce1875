package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** The gateway itself, on a free port, and a client of it. */
final class Gateway implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;

    /** @param settings further {@code --name=value} */
    Gateway(String commandSideUrl, String querySideUrl, String... settings) {
        var arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--management.server.port=0");
        arguments.add("--chatledger.gateway.command-side-url=" + commandSideUrl);
        arguments.add("--chatledger.gateway.query-side-url=" + querySideUrl);
        context = ApiGateway.application().run(arguments.toArray(String[]::new));
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
    }

    /** Asks what only those are asked who run it. */
    HttpResponse<String> health(String path) throws IOException, InterruptedException {
        int port = context.getEnvironment().getRequiredProperty("local.management.port", int.class);
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health" + path)));
    }

    /** @param headers names and values in turn */
    HttpRequest.Builder request(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE)
                .method(method, body);
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request("GET", path, BodyPublishers.noBody(), headers));
    }

    /** Sends JSON unless the headers say something else. */
    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send(json(request("POST", path, BodyPublishers.ofString(body), headers)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    static HttpRequest.Builder json(HttpRequest.Builder request) {
        boolean said = request.copy().build().headers().firstValue("Content-Type").isPresent();
        return said ? request : request.header("Content-Type", "application/json");
    }

    /** For requests that no decent client can be made to send, one byte a character, and for leaving early. */
    Socket connect(String request) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return socket;
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
