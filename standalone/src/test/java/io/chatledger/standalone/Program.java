package io.chatledger.standalone;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A main class of ours in a process of its own, so that it can be told to end, or be killed. */
final class Program implements AutoCloseable {

    private static final Duration START_WITHIN = Duration.ofSeconds(90);
    private static final long END_WITHIN_SECONDS = 60;

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Program start(Class<?> main, Map<String, String> environment, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // Short-lived and many: small, and ready soon rather than fast for long.
                    "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    main.getName()));
            command.addAll(List.of(arguments));
            Path output = Files.createTempFile(
                    Files.createDirectories(Path.of("target", "programs")), main.getSimpleName(), ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("CHATLEDGER_MANAGEMENT_PORT", "0");
            // All tests come from one address.
            builder.environment().put("CHATLEDGER_LIMITS_REGISTRATIONSPERADDRESS", "100000");
            builder.environment().put("CHATLEDGER_LIMITS_FAILEDLOGINSPERADDRESS", "100000");
            builder.environment().putAll(environment);
            return new Program(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Everything it has printed so far, errors included. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitOutput(String text) {
        await(text).atMost(START_WITHIN)
                .failFast("it has ended", () -> !process.isAlive())
                .until(() -> output().contains(text));
    }

    /** Waits until it has ended, and returns its exit code. */
    int exitCode() {
        try {
            if (!process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As SIGTERM does; it may take its time. */
    void askToEnd() {
        process.destroy();
    }

    /** Asks it to end (SIGTERM), waits until it has, and returns its exit code. */
    int terminate() {
        askToEnd();
        return exitCode();
    }

    /** Ends it at once, without asking (SIGKILL). */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
