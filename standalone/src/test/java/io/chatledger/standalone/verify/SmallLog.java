package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A log of up to 256 events that move no tokens, as a system serves it. */
final class SmallLog implements LogSource {

    private static final Pattern CHECKPOINTS = Pattern.compile("log/checkpoints\\?after=(\\d+)&limit=(\\d+)");
    private static final Pattern CONSISTENCY = Pattern.compile("log/consistency\\?from=(\\d+)&to=(\\d+)");

    private final List<byte[]> leaves = new ArrayList<>();
    /** All that were published, by size. */
    final TreeMap<Long, String> notes = new TreeMap<>();

    /** Adds an event, and publishes a checkpoint. */
    void grow(TestKey... signers) {
        leaves.add(JsonMapper.shared().writeValueAsString(new TreeMap<>(Map.of(
                "aggregateId", "a1", "eventId", "e" + leaves.size(), "metadataSha256", "00", "payloadRevision", "",
                "payloadSha256", "00", "payloadType", "MessageSent", "sequence", Integer.toString(leaves.size()),
                "timestamp", "2026-01-01T00:00:00.000Z", "v", "1"))).getBytes(UTF_8));
        publish(leaves.size(), SmallTree.root(hashes()), signers);
    }

    void publish(long size, byte[] root, TestKey... signers) {
        notes.put(size, TestKey.note(size, root, signers));
    }

    private List<byte[]> hashes() {
        return leaves.stream().map(TreeHash::ofLeaf).toList();
    }

    @Override
    public byte[] read(String path) throws NotThere {
        var bytes = new ByteArrayOutputStream();
        if (path.equals("checkpoint")) {
            return notes.lastEntry().getValue().getBytes(UTF_8);
        } else if (path.equals("tile/0/000.p/" + leaves.size())) {
            hashes().forEach(bytes::writeBytes);
        } else if (path.equals("tile/entries/000.p/" + leaves.size())) {
            leaves.forEach(leaf -> {
                bytes.write(leaf.length >> Byte.SIZE);
                bytes.write(leaf.length);
                bytes.writeBytes(leaf);
            });
        } else {
            throw new NotThere(path, "not here");
        }
        return bytes.toByteArray();
    }

    @Override
    public Optional<byte[]> ask(String path) {
        Matcher consistency = CONSISTENCY.matcher(path);
        if (consistency.matches()) {
            List<byte[]> leaves = hashes().subList(0, Integer.parseInt(consistency.group(2)));
            return Optional.of(SmallTree.proof(Integer.parseInt(consistency.group(1)), leaves).stream()
                    .map(hash -> Base64.getEncoder().encodeToString(hash) + "\n")
                    .collect(Collectors.joining()).getBytes(UTF_8));
        }
        Matcher checkpoints = CHECKPOINTS.matcher(path);
        return !checkpoints.matches() ? Optional.empty() : Optional.of(
                notes.tailMap(Long.parseLong(checkpoints.group(1)), false).entrySet().stream()
                        .limit(Long.parseLong(checkpoints.group(2)))
                        .map(published -> line(published.getKey(), published.getValue()))
                        .collect(Collectors.joining()).getBytes(UTF_8));
    }

    private static String line(long size, String note) {
        return JsonMapper.shared().writeValueAsString(Map.of(
                "size", size, "root", note.lines().toList().get(2), "created_at", "2026-01-01T00:00:00Z",
                "note", note)) + "\n";
    }
}
