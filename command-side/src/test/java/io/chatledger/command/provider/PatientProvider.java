package io.chatledger.command.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A provider that says a word every few milliseconds and does not end, until its caller hangs up. */
final class PatientProvider implements AutoCloseable {

    private static final long BETWEEN_WORDS_NANOS = 5_000_000;

    private final HttpServer server;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean speaking = true;

    PatientProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/chat/completions", this::speak);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The calls whose caller has not hung up. */
    int open() {
        return open.get();
    }

    /** Whether it says words, or only shows that it is there. */
    void speaking(boolean speaking) {
        this.speaking = speaking;
    }

    private void speak(HttpExchange call) {
        open.incrementAndGet();
        try (call) {
            call.getRequestBody().readAllBytes();
            call.getResponseHeaders().add("Content-Type", "text/event-stream");
            call.sendResponseHeaders(200, 0);
            while (true) {
                String word = speaking
                        ? "data: {\"choices\":[{\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n"
                        : ": thinking\n\n";
                call.getResponseBody().write(word.getBytes(StandardCharsets.UTF_8));
                call.getResponseBody().flush();
                LockSupport.parkNanos(BETWEEN_WORDS_NANOS);
            }
        } catch (IOException hungUp) {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
