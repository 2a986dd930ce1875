package io.chatledger.standalone.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** In Markdown, with the machine in its head. */
final class Table {

    private final StringBuilder rows = new StringBuilder();

    void row(String what, Object measured, String beside, String wanted) {
        rows.append("| %s | %s | %s | %s |%n".formatted(what, measured, beside, wanted));
    }

    @Override
    public String toString() {
        return """

                %s, %d cores, Linux %s, Java %s

                | what | measured | compared with | target |
                |---|---|---|---|
                %s""".formatted(
                        processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.version"),
                        Runtime.version(), rows);
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
