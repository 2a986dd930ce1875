package io.chatledger.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A streamed chat on a socket of its own, which can be left at any moment: also by closing it. */
final class OpenChat implements AutoCloseable {

    private final Socket socket;

    private OpenChat(Socket socket) {
        this.socket = socket;
    }

    /** Returns when it is sent. */
    static OpenChat send(User user, String message, ScriptedProvider.Model model) {
        return send(user, message, model, Map.of());
    }

    /** @param more fields of the request */
    static OpenChat send(User user, String message, ScriptedProvider.Model model, Map<String, String> more) {
        var fields = new HashMap<>(more);
        fields.putAll(Map.of("message", message, "model", model.id()));
        String body = new JsonMapper().writeValueAsString(fields);
        var head = new StringBuilder("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n")
                .append("Content-Type: application/json\r\nContent-Length: ").append(body.length()).append("\r\n");
        Iterator<String> headers = user.client().headers().iterator();
        while (headers.hasNext()) {
            head.append(headers.next()).append(": ").append(headers.next()).append("\r\n");
        }
        try {
            var socket = new Socket(user.client().gateway().getHost(), user.client().gateway().getPort());
            socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return new OpenChat(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until this, which comes while the connection stays open. */
    String readUntil(String expected) {
        var read = new StringBuilder();
        try {
            while (read.indexOf(expected) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("the stream ended with: " + read);
                }
                read.append((char) next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + read, e);
        }
        return read.toString();
    }

    /** Goes away as a program does that is killed, with what it has not read yet: a reset and no farewell. */
    void abort() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
