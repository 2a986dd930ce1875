package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What was signed of the tree (C2SP tlog-checkpoint).
 *
 * @param size how many leaves
 * @param note with its signatures and those of witnesses, as auditors get it
 */
record Checkpoint(long size, byte[] root, String note, Instant createdAt) {

    /** How a line with a signature begins. */
    static final String SIGNATURE = "\u2014 ";

    /** The text that is signed, with the newline at its end. */
    static String text(String origin, long size, byte[] root) {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** A signed note (C2SP signed-note). */
    static String note(long size, byte[] root, List<LogKey> keys) {
        String text = text(keys.getFirst().origin(), size, root);
        var note = new StringBuilder(text).append('\n');
        for (LogKey key : keys) {
            note.append(SIGNATURE).append(key.origin()).append(' ')
                    .append(Base64.getEncoder().encodeToString(key.sign(text.getBytes(UTF_8)))).append('\n');
        }
        return note.toString();
    }

    /** What is signed, with the newline at its end. */
    String text() {
        return note.substring(0, note.indexOf("\n\n") + 1);
    }

    /** Whether one of the signatures says that it is of this key. */
    boolean isSignedBy(LogKey key) {
        return isSignedBy(note, key);
    }

    private static boolean isSignedBy(String note, LogKey key) {
        String prefix = SIGNATURE + key.origin() + " ";
        return note.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Base64.getDecoder().decode(line.substring(prefix.length())))
                .anyMatch(signature -> Arrays.equals(Arrays.copyOf(signature, LogKey.ID_BYTES), key.id()));
    }
}
