package io.chatledger.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The SHA-256 of each file in a folder, kept there in a file that {@code sha256sum --check} reads, too. */
final class Checksums {

    private static final String FILE = "SHA256SUMS";

    /** Between a hash and the name of its file. */
    private static final String SEPARATOR = "  ";

    private Checksums() {}

    /** To be called last: a folder without checksums is no complete backup. */
    static void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), lines(folder));
    }

    /** @throws CommandFailed with the name of a file that has changed, is missing, or was added */
    static void verify(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new CommandFailed("%s is no complete backup: it has no %s.".formatted(folder, FILE));
        }
        List<String> then = Files.readAllLines(file);
        List<String> now = lines(folder);
        List<String> different = new ArrayList<>(then);
        different.removeAll(now);
        now.removeAll(then);
        different.addAll(now);
        if (!different.isEmpty()) {
            String name = different.getFirst().replaceFirst(".*" + SEPARATOR, "");
            throw new CommandFailed("%s is damaged: %s is not as it was.".formatted(folder, name));
        }
    }

    private static List<String> lines(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                if (!path.endsWith(FILE)) {
                    lines.add(hash(path) + SEPARATOR + folder.relativize(path));
                }
            }
        }
        return lines;
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
