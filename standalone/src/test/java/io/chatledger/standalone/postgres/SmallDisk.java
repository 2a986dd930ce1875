package io.chatledger.standalone.postgres;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own, in memory, that can be filled up to the brim. */
public final class SmallDisk implements AutoCloseable {

    private static final int PAGE_BYTES = 4096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Aborts the test, loudly, where none can be made. */
    public static SmallDisk ofMegabytes(int size) {
        try {
            Path folder = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "data").toAbsolutePath()), "disk");
            String options = "size=" + size + "m";
            String said = run("mount", "-t", "tmpfs", "-o", options, "chatledger-drill", folder.toString());
            if (!said.isEmpty()) {
                System.out.println("[WARNING] THE FULL DISK IS NOT TRIED: " + said);
                abort(said);
            }
            return new SmallDisk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Leaves not a page. */
    public void fill() {
        byte[] page = new byte[PAGE_BYTES];
        try (OutputStream file = Files.newOutputStream(
                ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                file.write(page);
            }
        } catch (IOException full) {
            // As it should be.
        }
    }

    public void makeRoom() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        run("umount", folder.toString());
    }

    /** What it says; nothing if all is well. */
    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.onExit().join().exitValue() == 0 ? "" : said.isEmpty() ? "no reason is told" : said;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
