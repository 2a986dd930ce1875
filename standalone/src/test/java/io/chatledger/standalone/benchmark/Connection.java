package io.chatledger.standalone.benchmark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the gateway, kept as long as the gateway keeps it, over which one request at a time is sent (RFC
 * 9112). The load generator shares the cores with what it measures, so it does no more than it must: that is why this
 * is no HTTP library.
 */
final class Connection implements AutoCloseable {

    private final int port;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Connection(int port) {
        this.port = port;
        connect();
    }

    private void connect() {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] get(String path, String accessToken) {
        return ("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + accessToken + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    /** @param accessToken null if the path is for everybody */
    static byte[] post(String path, @Nullable String accessToken, String json) {
        String authorization = accessToken == null ? "" : "\r\nAuthorization: Bearer " + accessToken;
        return ("POST " + path + " HTTP/1.1\r\nHost: x" + authorization + "\r\nContent-Type: application/json"
                        + "\r\nContent-Length: " + json.getBytes(UTF_8).length + "\r\n\r\n" + json)
                .getBytes(UTF_8);
    }

    /**
     * The body of the answer.
     *
     * @throws IllegalStateException if its status is not 2xx
     */
    String send(byte[] request) {
        try {
            out.write(request);
            out.flush();
            String status = line();
            int length = 0;
            boolean chunked = false;
            boolean last = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                } else if (header.regionMatches(true, 0, "Transfer-Encoding:", 0, 18)) {
                    chunked = true;
                } else if (header.equalsIgnoreCase("Connection: close")) {
                    last = true;
                }
            }
            String body = new String(chunked ? chunks() : in.readNBytes(length), UTF_8);
            if (last) {
                socket.close();
                connect();
            }
            if (!status.startsWith("2", "HTTP/1.1 ".length())) {
                throw new IllegalStateException(status + ": " + body);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number that is the value of this field. */
    static long number(String json, String field) {
        int from = json.indexOf("\"" + field + "\":");
        if (from < 0) {
            throw new IllegalStateException("no " + field + " in " + json);
        }
        from += field.length() + 3;
        int to = from;
        while (to < json.length() && (Character.isDigit(json.charAt(to)) || json.charAt(to) == '-')) {
            to++;
        }
        return Long.parseLong(json, from, to, 10);
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int length = chunkLength(); length > 0; length = chunkLength()) {
            body.write(in.readNBytes(length));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkLength() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the gateway hung up");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
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
