package io.chatledger.standalone;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The clock that a program and all that it starts see, by libfaketime. What counts seconds only is left as it is. */
final class FakedClock {

    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path library;
    private final Path offset;

    private FakedClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Right at first. Aborts the test, loudly, where there is no libfaketime. */
    static FakedClock installed() {
        Path library = PLACES.stream().filter(Files::isReadable).findFirst().orElse(null);
        if (library == null) {
            String reason = "it needs libfaketime (Debian's package faketime)";
            System.out.println("[WARNING] A CLOCK THAT IS SET IS NOT TRIED: " + reason + ".");
            return abort(reason);
        }
        try {
            Path offset = Files.createTempFile(
                    Files.createDirectories(Path.of("target", "data").toAbsolutePath()), "clock", null);
            var clock = new FakedClock(library, offset);
            clock.setAheadBy(Duration.ZERO);
            return clock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_CACHE_DURATION", "1", // s
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Or waits of Java would end at once, and be begun again and again.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** They see it within a second. */
    void setAheadBy(Duration ahead) {
        try {
            // Never half of it.
            Path complete = Files.writeString(offset.resolveSibling(offset.getFileName() + ".new"),
                    "+" + ahead.toSeconds() + "\n");
            Files.move(complete, offset, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
