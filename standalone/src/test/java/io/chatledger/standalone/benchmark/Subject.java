package io.chatledger.standalone.benchmark;

import io.chatledger.standalone.FreePort;
import io.chatledger.standalone.Standalone;
import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What is measured: {@code serve} in a process of its own, on a new data folder, with the JVM's settings of README. */
final class Subject implements AutoCloseable {

    static final long WELCOME_TOKENS = 1_000_000_000;

    private static final String ADMIN_PASSWORD = "only for the benchmark";
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Path LOG = Path.of("target", "benchmark", "serve.log").toAbsolutePath();

    private final Path data;
    private final int port;
    private final Process process;

    private Subject(Path data, int port, Process process) {
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /** Returns when it accepts connections. */
    static Subject start(List<String> jvmArguments) throws IOException {
        Path parent = Files.createDirectories(LOG.getParent());
        Path data = Files.createTempDirectory(parent, "data");
        int port = FreePort.find();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Standalone.class.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(LOG.toFile());
        builder.environment().putAll(Map.of(
                "CHATLEDGER_DATA", data.toString(),
                "CHATLEDGER_PORT", String.valueOf(port),
                "CHATLEDGER_MANAGEMENT_PORT", "0",
                "CHATLEDGER_ADMIN_PASSWORD", ADMIN_PASSWORD,
                "CHATLEDGER_WELCOME_TOKENS", String.valueOf(WELCOME_TOKENS),
                "CHATLEDGER_RATE_LIMITS", "off",
                // Nobody logs in again in the middle of it.
                "CHATLEDGER_ACCESS_TOKEN_LIFETIME", "2h"));
        var subject = new Subject(data, port, builder.start());
        subject.awaitStart();
        return subject;
    }

    private void awaitStart() {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            try (var accepted = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("it did not start; see " + LOG);
                }
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
    }

    int port() {
        return port;
    }

    Account register() {
        try (var connection = new Connection(port)) {
            String answer = connection.send(Connection.post(
                    "/api/register", null,
                    "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(UUID.randomUUID(), UUID.randomUUID())));
            return new Account(text(answer, "id"), text(answer, "access"), WELCOME_TOKENS);
        }
    }

    /** The access token of the first administrator. */
    String administrator() {
        try (var connection = new Connection(port)) {
            return text(connection.send(Connection.post(
                    "/api/login", null,
                    "{\"username\":\"admin\",\"password\":\"%s\"}".formatted(ADMIN_PASSWORD))), "access");
        }
    }

    private static String text(String json, String field) {
        int from = json.indexOf("\"" + field + "\":\"") + field.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }

    /** Its database, entered as the superuser. */
    java.sql.Connection database() throws SQLException {
        return DriverManager.getConnection(Database.url(databasePort()), PostgresServer.SUPERUSER, databasePassword());
    }

    int databasePort() {
        return PostgresServer.portOfRunning(data.resolve("postgres")).orElseThrow();
    }

    /** Of the superuser. */
    String databasePassword() {
        try {
            return Files.readString(data.resolve("secrets").resolve(PostgresServer.SUPERUSER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it and all processes of its PostgreSQL have in memory; what they share is counted once (Linux: PSS). */
    long residentBytes() {
        return Stream.concat(Stream.of(process.toHandle()), postgres())
                .mapToLong(part -> residentBytes(part.pid()))
                .sum();
    }

    /** What its own process has used of the processors. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What all processes of its PostgreSQL have used of the processors that have not ended. */
    Duration cpuOfPostgres() {
        return postgres()
                .map(part -> part.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Stream<ProcessHandle> postgres() {
        try {
            long postmaster = Long.parseLong(
                    Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid")).getFirst().strip());
            return ProcessHandle.of(postmaster).stream()
                    .flatMap(server -> Stream.concat(Stream.of(server), server.children()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        deleteData();
    }

    private void deleteData() {
        try (Stream<Path> paths = Files.walk(data)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
