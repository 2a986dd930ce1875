package io.chatledger.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** A streamed chat on a socket of its own, which can be left at any moment: also by closing it. */
final class OpenChat implements AutoCloseable {

    private final Socket socket;

    private OpenChat(Socket socket) {
        this.socket = socket;
    }

    /** Returns when it is sent. */
    static OpenChat send(User user, String message, ScriptedProvider.Model model) {
        String body = "{\"message\": \"%s\", \"model\": \"%s\"}".formatted(message, model.id());
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
