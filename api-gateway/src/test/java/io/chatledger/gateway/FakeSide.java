package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A side as the gateway sees it, down to the bytes: records what comes in and answers, or fails to, as it is told. */
final class FakeSide implements AutoCloseable {

    /** A call as it arrived; header names without regard to case. */
    record Call(String method, String target, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.containsKey(name) ? String.join(" | ", headers.get(name)) : null;
        }
    }

    interface Script {
        void answer(Call call, Connection gateway) throws IOException, InterruptedException;
    }

    private static final Script OK = (call, gateway) -> gateway.json("{\"path\":\"" + call.target() + "\"}");

    private static final Script NO_CREDENTIAL = (call, gateway) -> gateway.json(401, "{}");

    private final ServerSocket server;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Call> keySetCalls = new CopyOnWriteArrayList<>();
    private volatile String keySet = "";
    private volatile Script script = OK;
    private final List<Call> exchangeCalls = new CopyOnWriteArrayList<>();
    private volatile Script exchange = NO_CREDENTIAL;

    FakeSide() {
        this(0);
    }

    FakeSide(int port) {
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    FakeSide publishing(String keySet) {
        this.keySet = keySet;
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    void answers(Script script) {
        this.script = script;
    }

    void reset() {
        calls.clear();
        script = OK;
        exchangeCalls.clear();
        exchange = NO_CREDENTIAL;
    }

    void exchanges(Script exchange) {
        this.exchange = exchange;
    }

    /** Takes everything for a good credential. */
    void exchangesAllFor(String accessToken) {
        exchanges((call, side) ->
                side.json("{\"access_token\":\"" + accessToken + "\",\"expires_in\":120}"));
    }

    List<Call> exchangeCalls() {
        return exchangeCalls;
    }

    List<Call> calls() {
        return calls;
    }

    int keySetCalls() {
        return keySetCalls.size();
    }

    Call onlyCall() {
        if (calls.size() != 1) {
            throw new AssertionError("expected one call: " + calls);
        }
        return calls.getFirst();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (Call call; !socket.isClosed() && (call = read(in)) != null; ) {
                var connection = new Connection(socket, in);
                if (call.target().equals("/.well-known/jwks.json")) {
                    keySetCalls.add(call);
                    connection.json(keySet);
                } else if (call.target().equals("/internal/token-exchange")) {
                    exchangeCalls.add(call);
                    exchange.answer(call, connection);
                } else {
                    calls.add(call);
                    script.answer(call, connection);
                }
            }
        } catch (IOException gatewayLeft) {
            // As it may.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Call read(InputStream in) throws IOException {
        String start = line(in);
        if (start.isEmpty()) {
            return null;
        }
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (String line; !(line = line(in)).isEmpty(); ) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", List.of("0")).getFirst());
        String[] words = start.split(" ");
        return new Call(words[0], words[1], headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The connection on which the gateway waits for its answer. */
    static final class Connection {

        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket, InputStream in) {
            this.socket = socket;
            this.in = in;
        }

        void json(String body) throws IOException {
            json(200, body);
        }

        void json(int status, String body, String... headers) throws IOException {
            write("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.getBytes(UTF_8).length + "\r\n" + lines(headers) + "\r\n" + body);
        }

        void head(String... headers) throws IOException {
            write("HTTP/1.1 200 OK\r\n" + lines(headers) + "\r\n");
        }

        void events() throws IOException {
            head("Content-Type: text/event-stream;charset=UTF-8", "Transfer-Encoding: chunked");
        }

        void chunk(String text) throws IOException {
            write(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void end() throws IOException {
            write("0\r\n\r\n");
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }

        void breakOff() throws IOException {
            socket.close();
        }

        /** Whether the gateway hangs up within that time. */
        boolean isLeftWithin(Duration time) throws IOException {
            socket.setSoTimeout(Math.toIntExact(time.toMillis()));
            try {
                return in.read() < 0;
            } catch (SocketException reset) {
                return true;
            } catch (SocketTimeoutException stillThere) {
                return false;
            }
        }

        private static String lines(String... headers) {
            return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        }
    }
}
