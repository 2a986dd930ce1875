package io.chatledger.standalone.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own load generator, writing what a commit of ours writes at least: two events. */
final class PgBench {

    private static final Pattern RESULT = Pattern.compile("tps = ([0-9.]+)");
    private static final String PAYLOAD_OF_USUAL_LENGTH = "x".repeat(220);

    private final Subject subject;
    private final int connections;
    private final Path script;

    PgBench(Subject subject, int connections) throws IOException, SQLException {
        this.subject = subject;
        this.connections = connections;
        try (java.sql.Connection database = subject.database(); Statement statement = database.createStatement()) {
            statement.execute("CREATE SCHEMA ceiling");
            statement.execute("CREATE TABLE ceiling.domain_event (LIKE events.domain_event INCLUDING ALL)");
            statement.execute("CREATE SEQUENCE ceiling.sequence_number CACHE 100");
        }
        String row = "('account-' || :account, nextval('ceiling.sequence_number'), 'UserAccount',"
                + " 'event-' || :account, '{}', '" + PAYLOAD_OF_USUAL_LENGTH + "', 'io.chatledger.api.MessageSent',"
                + " '2026-01-01T00:00:00.000Z')";
        script = Files.writeString(Files.createTempFile("commit-of-two-events", ".sql"), """
                \\set account random(1, 200)
                INSERT INTO ceiling.domain_event (aggregate_identifier, sequence_number, type, event_identifier, \
                metadata, payload, payload_type, time_stamp) VALUES %s, %s;
                """.formatted(row, row));
    }

    /** Commits a second. */
    double commitsPerSecond(int seconds) throws IOException {
        ProcessBuilder pgbench = new ProcessBuilder(List.of(
                "pgbench", "-h", "127.0.0.1", "-p", String.valueOf(subject.databasePort()), "-U", "postgres", "-n",
                "-M", "prepared", "-c", String.valueOf(connections), "-j", "2", "-T", String.valueOf(seconds),
                "-f", script.toString(), "chatledger"));
        pgbench.environment().put("PGPASSWORD", subject.databasePassword());
        pgbench.redirectErrorStream(true);
        String output = new String(pgbench.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher result = RESULT.matcher(output);
        if (!result.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(result.group(1));
    }
}
