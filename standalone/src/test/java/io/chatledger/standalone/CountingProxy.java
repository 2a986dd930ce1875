package io.chatledger.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in front of a gateway and counts what clients send, since they do not tell how often they try. */
final class CountingProxy implements AutoCloseable {

    /** Those that the JDK's client and server set themselves. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection", "content-length", "date", "expect", "host", "http2-settings", "transfer-encoding", "upgrade");

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI gateway;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger toRefuse = new AtomicInteger();

    CountingProxy(URI gateway) {
        this.gateway = gateway;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    /** Where clients of OpenAI's API are told to find it. */
    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Method and path of all so far, in their order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The next request is not passed on, but told to come again. */
    void refuseOnce() {
        toRefuse.set(1);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (toRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase())) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            passBack(http.send(request.build(), BodyHandlers.ofInputStream()), exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void passBack(HttpResponse<InputStream> response, HttpExchange exchange) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase())) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(response.statusCode(), 0);
        try (InputStream from = response.body()) {
            OutputStream to = exchange.getResponseBody();
            byte[] bytes = new byte[8192];
            for (int length; (length = from.read(bytes)) >= 0; ) {
                to.write(bytes, 0, length);
                to.flush();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
