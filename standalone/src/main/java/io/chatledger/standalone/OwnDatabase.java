package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database in a data folder, ready for both sides. */
final class OwnDatabase {

    private OwnDatabase() {}

    /** The caller holds the folder's lock. */
    static PostgresServer start(DataFolder data) {
        String superuserPassword = data.secret(PostgresServer.SUPERUSER);
        PostgresServer server = PostgresServer.start(
                data.postgres(), FreePort.find(), data.postgresBinaries(), superuserPassword, data.archive());
        try {
            Database.prepare(server.port(), superuserPassword, Map.of(
                    Database.OWNER_ROLE, data.secret(Database.OWNER_ROLE),
                    Database.COMMAND_ROLE, data.secret(Database.COMMAND_ROLE),
                    Database.QUERY_ROLE, data.secret(Database.QUERY_ROLE)));
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Of the database of a folder that another process has locked.
     *
     * @throws CommandFailed if there is none yet, or no longer
     */
    static int portOfServing(DataFolder data) {
        return PostgresServer.portOfRunning(data.postgres()).orElseThrow(() -> new CommandFailed(
                "The system is starting or stopping in " + data.path() + ". Try again in a moment."));
    }

    /** Which one runs, and where it listens. */
    static String description(DataFolder data) {
        try {
            return "PostgreSQL %s on 127.0.0.1:%d".formatted(
                    Files.readString(data.postgres().resolve("PG_VERSION")).strip(),
                    PostgresServer.portOfRunning(data.postgres()).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What tells command-side where its database is, and how to enter it. */
    static List<String> commandSettings(DataFolder data, int port) {
        List<String> settings = new ArrayList<>(settings(data, port, Database.COMMAND_ROLE));
        settings.add("--spring.flyway.password=" + data.secret(Database.OWNER_ROLE));
        return settings;
    }

    /** The same for query-side, whose tables are its own, and what it needs to read people's words in events. */
    static List<String> querySettings(DataFolder data, int port) {
        List<String> settings = new ArrayList<>(settings(data, port, Database.QUERY_ROLE));
        settings.add("--chatledger.personal.key-file=" + data.keys().resolve("personal-key"));
        return settings;
    }

    private static List<String> settings(DataFolder data, int port, String role) {
        return List.of(
                "--spring.datasource.url=" + Database.url(port),
                "--spring.datasource.username=" + role,
                "--spring.datasource.password=" + data.secret(role));
    }
}
