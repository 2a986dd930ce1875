package io.chatledger.standalone.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long log is verified in little memory. */
class MillionEventsTest {

    private static final long EVENTS = Long.getLong("chatledger.verified-events", 1_000_000);
    private static final int ACCOUNTS = 100;
    private static final int EVENTS_OF_A_MESSAGE = 4;

    /** Copies of real events, which the running system numbers, hashes and signs like others. Some minutes. */
    @Test
    @Tag("drill")
    void aMillionEventsAreVerifiedIn64Megabytes(@TempDir Path folder) throws Exception {
        try (var subject = Subject.start(List.of("-Xmx512m", "-XX:+UseSerialGC")); var store = new Store(subject)) {
            append(subject, store, (int) (EVENTS / ACCOUNTS / EVENTS_OF_A_MESSAGE));

            for (String round : List.of("first", "second")) {
                String report = verify(subject, folder);

                assertThat(report).as(round).doesNotContain("WRONG").contains("%d entries".formatted(store.events()));
                System.out.printf("the %s time:%n%s%n", round, report);
            }
        }
    }

    private static void append(Subject subject, Store store, int messages) throws SQLException {
        try (var connection = new Connection(subject.port())) {
            for (int i = 0; i < ACCOUNTS; i++) {
                Account account = subject.register();
                account.chat(connection);
                store.lengthen(account, messages);
            }
        }
        store.awaitCaughtUp();
        store.vacuum();
        await("the log").atMost(Duration.ofMinutes(10))
                .until(() -> store.number("SELECT max(size) FROM events.checkpoint") == store.events());
    }

    /** By the command, in a process of its own. */
    private static String verify(Subject subject, Path kept) throws IOException, InterruptedException {
        Path report = kept.resolve("report");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), Standalone.class.getName(),
                "verify", "http://127.0.0.1:" + subject.port(), "--kept", kept.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(report.toFile());
        builder.environment().put("CHATLEDGER_TOKEN", subject.administrator());
        int status = builder.start().waitFor();
        String said = Files.readString(report);
        assertThat(status).as(said).isZero();
        return said;
    }
}
