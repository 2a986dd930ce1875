package io.chatledger.command.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of server-sent events (WHATWG HTML, section 9.2.6): lines end with CR, LF or both, the data lines of
 * an event are joined by LF, a byte order mark at the very beginning and comments say nothing, and so do, here, the
 * fields {@code event}, {@code id} and {@code retry}. Unlike there, an event at the end of the stream that misses only
 * its blank line counts; one whose line is cut off does not.
 */
final class EventReader {

    /** Of an event, and of a line. */
    static final int LONGEST_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 8192;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String DATA = "data";

    private final InputStream stream;
    private final Runnable onLine;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int end;
    private boolean begun;
    private boolean afterCarriageReturn;

    /** @param onLine hears of every line, comments included: somebody is there */
    EventReader(InputStream stream, Runnable onLine) {
        this.stream = stream;
        this.onLine = onLine;
    }

    /**
     * The data of the next event that has any; null at the end of the stream.
     *
     * @throws TooLong if there is no end to it
     */
    @Nullable String next() throws IOException {
        StringBuilder data = null;
        for (String line = nextLine(); line != null; line = nextLine()) {
            onLine.run();
            if (line.isEmpty()) {
                if (data != null) {
                    return data.toString();
                }
            } else if (isData(line)) {
                String value = value(line);
                if (data == null) {
                    data = new StringBuilder(value);
                } else if (data.length() + value.length() < LONGEST_BYTES) {
                    data.append('\n').append(value);
                } else {
                    throw new TooLong();
                }
            }
        }
        return data == null ? null : data.toString();
    }

    private static boolean isData(String line) {
        return line.startsWith(DATA) && (line.length() == DATA.length() || line.charAt(DATA.length()) == ':');
    }

    private static String value(String line) {
        int begin = Math.min(DATA.length() + 1, line.length());
        return line.substring(line.startsWith(" ", begin) ? begin + 1 : begin);
    }

    /** Null at the end of the stream; what comes after the last end of a line is none. */
    private @Nullable String nextLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = read(); next >= 0; next = read()) {
            boolean secondOfTwo = next == '\n' && afterCarriageReturn;
            afterCarriageReturn = next == '\r';
            if (secondOfTwo) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                return text(line);
            }
            if (line.size() == LONGEST_BYTES) {
                throw new TooLong();
            }
            line.write(next);
        }
        return null;
    }

    private String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        boolean marked = !begun && text.startsWith(BYTE_ORDER_MARK);
        begun = true;
        return marked ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private int read() throws IOException {
        if (position == end) {
            end = Math.max(0, stream.read(buffer));
            position = 0;
            if (end == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }

    /** A line or an event without end. */
    static final class TooLong extends IOException {

        TooLong() {
            super("an event longer than " + LONGEST_BYTES + " bytes");
        }
    }
}
