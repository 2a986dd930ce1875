package io.chatledger.command.log;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The log as far as there is a checkpoint of it: what others get to see. */
@Component
class PublishedLog {

    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final LogTables tables;
    private final LogKeys keys;

    PublishedLog(LogTables tables, LogKeys keys) {
        this.tables = tables;
        this.keys = keys;
    }

    /** @throws Refusal {@code NOT_FOUND} while nothing is signed */
    Checkpoint newest() {
        return tables.newest().orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "The log has no checkpoint yet."));
    }

    List<Checkpoint> checkpointsAfter(long size, int atMost) {
        return tables.after(size, atMost);
    }

    /** The newest that has signed the newest checkpoint, as verifiers take it. */
    String key() throws IOException {
        List<LogKey> signing = keys.signing();
        Optional<Checkpoint> newest = tables.newest();
        return signing.reversed().stream()
                .filter(key -> newest.map(checkpoint -> checkpoint.isSignedBy(key)).orElse(true))
                .findFirst()
                .orElse(signing.getLast())
                .verifierKey();
    }

    /** All that have ever signed, as verifiers take them, the newest first: {@link #key}. */
    List<String> keys() throws IOException {
        String newest = key();
        return keys.all().reversed().stream().map(LogKey::verifierKey).dropWhile(key -> !key.equals(newest)).toList();
    }

    /** The first hashes of a tile, nothing if there is no checkpoint with so many. */
    Optional<byte[]> hashes(Tile tile, int width) {
        if (width == 0 || tile.widthAt(publishedSize()) < width) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(tables.tile(tile), width * Merkle.HASH_BYTES));
    }

    /**
     * The leaves under the first hashes of a tile of level 0, each with its length before it in two bytes, big-endian.
     */
    Optional<byte[]> entries(long number, int width) {
        if (width == 0 || new Tile(0, number).widthAt(publishedSize()) < width) {
            return Optional.empty();
        }
        var entries = new ByteArrayOutputStream();
        for (StoredEvent event : tables.events(number * Tile.WIDTH + 1, width)) {
            byte[] leaf = Leaf.of(event);
            entries.write(leaf.length >> Byte.SIZE);
            entries.write(leaf.length);
            entries.writeBytes(leaf);
        }
        return Optional.of(entries.toByteArray());
    }

    /**
     * That an event is in the log (C2SP tlog-proof), with its leaf.
     *
     * @throws Refusal {@code IN_PROGRESS} while no checkpoint covers it
     */
    String proof(long position) {
        Checkpoint newest = tables.newest().filter(checkpoint -> checkpoint.size() >= position)
                .orElseThrow(PublishedLog::inProgress);
        byte[] leaf = Leaf.of(tables.events(position, 1).getFirst());
        var proof = new StringBuilder("c2sp.org/tlog-proof@v1\n");
        proof.append("extra ").append(BASE64.encodeToString(leaf)).append('\n');
        proof.append("index ").append(position - 1).append('\n');
        lines(new Tree(tables::tile).inclusion(position - 1, newest.size()), proof);
        return proof.append('\n').append(newest.note()).toString();
    }

    /** The hashes, one a line. */
    String consistency(long from, long to) {
        var proof = new StringBuilder();
        lines(new Tree(tables::tile).consistency(from, to), proof);
        return proof.toString();
    }

    static Refusal inProgress() {
        return new Refusal(
                ErrorCode.IN_PROGRESS,
                "No checkpoint of the log covers this yet; try again in a second.",
                Map.of(),
                Map.of("Retry-After", "1"));
    }

    private long publishedSize() {
        return tables.newest().map(Checkpoint::size).orElse(0L);
    }

    private static void lines(List<byte[]> hashes, StringBuilder text) {
        hashes.forEach(hash -> text.append(BASE64.encodeToString(hash)).append('\n'));
    }
}
