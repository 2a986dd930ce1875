package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.standalone.verify.Report.Check;
import io.chatledger.standalone.verify.SignedCheckpoint.Signed;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every checkpoint that a log says it has published, read in pages while the entries are: none may be of another tree.
 */
final class History {

    static final int PAGE = 1000;

    /** One line of it, with the root that it says besides the note. */
    private record Published(long size, String root, String note) {}

    private final LogSource log;
    private final List<VerifierKey> keys;
    private final Report report;
    private final int pageSize;
    private final Queue<Published> page = new ArrayDeque<>();
    private @Nullable Published next;
    /** The largest size that was read. */
    private long read;
    private long checked;
    private long byOthers;
    /** An export has no history. */
    private boolean known = true;

    /** @param pageSize checkpoints that are asked for, and in memory, at once */
    History(LogSource log, List<VerifierKey> keys, Report report, int pageSize) {
        this.log = log;
        this.keys = keys;
        this.report = report;
        this.pageSize = pageSize;
        this.next = read();
    }

    /** To be called after each entry. */
    void compare(TreeHash tree) {
        if (next != null && next.size == tree.size()) {
            compare(next, tree);
            checked++;
            next = read();
        }
    }

    private void compare(Published published, TreeHash tree) {
        byte[] root = tree.root();
        Optional<SignedCheckpoint> note = SignedCheckpoint.read(published.note);
        if (note.isEmpty() || note.get().size() != published.size
                || !Arrays.equals(note.get().root(), root)
                || !published.root.equals(Base64.getEncoder().encodeToString(root))) {
            fails("the checkpoint of %d events is not of these events", published.size);
            return;
        }
        Signed signed = note.get().signed(keys);
        if (signed == Signed.WRONGLY) {
            fails("the checkpoint of %d events has a wrong signature", published.size);
        } else if (signed == Signed.BY_OTHERS) {
            byOthers++;
        }
    }

    /** To be called after the last entry, which the newest checkpoint covers. */
    void conclude(long size) {
        if (!known) {
            return;
        }
        if (read < size) {
            fails("the newest checkpoint, of %d events, is not among them", size);
        }
        report.holds(Check.CHECKPOINTS, byOthers == 0
                ? "%d of them".formatted(checked)
                : "%d of them, %d signed only by keys that were not given".formatted(checked, byOthers));
    }

    /** Null at the end, and after what cannot be read. */
    private @Nullable Published read() {
        try {
            if (page.isEmpty()) {
                Optional<byte[]> answer = log.ask("log/checkpoints?after=%d&limit=%d".formatted(read, pageSize));
                known = answer.isPresent();
                answer.map(lines -> new String(lines, UTF_8).lines()).ifPresent(lines -> lines
                        .map(JsonMapper.shared()::readTree)
                        .map(History::published)
                        .forEach(page::add));
            }
        } catch (NotThere | JacksonException unreadable) {
            page.clear();
            known = false;
            report.isUnknown(Check.CHECKPOINTS, "they cannot be read: " + unreadable.getMessage());
        }
        Published first = page.poll();
        if (first != null && first.size <= read) {
            fails("the checkpoint of %d events comes after a larger one", first.size);
            page.clear();
            return null;
        }
        read = first == null ? read : first.size;
        return first;
    }

    private static Published published(JsonNode line) {
        return new Published(
                line.required("size").asLong(), line.required("root").asString(), line.required("note").asString());
    }

    private void fails(String what, long size) {
        report.fails(Check.CHECKPOINTS, null, what.formatted(size));
    }
}
