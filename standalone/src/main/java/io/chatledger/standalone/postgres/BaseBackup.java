package io.chatledger.standalone.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a server's data that the server itself makes while it runs, by {@code BASE_BACKUP} of its replication
 * protocol: its files, the checksums of whose pages it verifies, and the log that makes them consistent as of the end
 * of the copy. The binaries that we have come without {@code pg_basebackup}, which does no more than ask for that.
 */
public final class BaseBackup {

    private static final String FILES = "base.tar";

    /** Keeps the log that is written meanwhile, and goes with its connection. */
    private static final String SLOT = "chatledger_backup";

    /** SQLSTATE of PostgreSQL. */
    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    private static final Pattern BEGUN = Pattern.compile("START TIME: (\\S+) (\\S+) UTC");
    private static final Pattern LAST = Pattern.compile("last completed transaction was at log time (.+)");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private BaseBackup() {}

    /**
     * Returns when the copy is complete and on the disk.
     *
     * @param port   of the server, on 127.0.0.1
     * @param folder absolute; made for nobody else to look into, unless it is there and empty
     * @throws PostgresFailed with the server's own words; what is in the folder then is of no use
     */
    public static void make(int port, String superuserPassword, Path folder) {
        var properties = new Properties();
        properties.setProperty("user", PostgresServer.SUPERUSER);
        properties.setProperty("password", superuserPassword);
        properties.setProperty("replication", "database");
        // Without it the driver does not ask for replication.
        properties.setProperty("assumeMinServerVersion", "18");
        properties.setProperty("preferQueryMode", "simple");
        try (Connection connection = DriverManager.getConnection(Database.url(port), properties);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_create_physical_replication_slot('%s', true, true)".formatted(SLOT));
            copy(statement, """
                    BASE_BACKUP (LABEL 'chatledger', TARGET 'server', TARGET_DETAIL '%s', CHECKPOINT 'fast', \
                    WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'NONE')"""
                    .formatted(folder.toString().replace("'", "''")));
        } catch (SQLException e) {
            throw new PostgresFailed("The database could not be backed up: " + e.getMessage(), e);
        }
        // The server writes it last.
        if (!Files.exists(folder.resolve("backup_manifest"))) {
            throw new PostgresFailed("The database could not be backed up: " + folder + " has no manifest");
        }
    }

    /**
     * The server reports its progress as a {@code COPY}. The driver does not expect one here: it reads on to the end,
     * and complains then. Whatever went wrong in the server comes after that complaint.
     */
    private static void copy(Statement statement, String command) throws SQLException {
        try {
            statement.execute(command);
        } catch (SQLException e) {
            if (!FEATURE_NOT_SUPPORTED.equals(e.getSQLState())) {
                throw e;
            }
            if (e.getNextException() != null) {
                throw e.getNextException();
            }
        }
    }

    /**
     * Makes the folder of a server as it was then. It has recovered when this returns, so that a backup of no use is
     * noticed here.
     *
     * @param backup         the folder of {@link #make}
     * @param folder         absolute; is not there yet, but its parent is
     * @param binariesFolder where the programs are unpacked
     * @param archive        the folder of an {@link Archive}; null for the end of the backup
     * @param until          includes what was committed until then; null for all that is in the archive
     * @return the time of the last transaction in it, as the server tells it; null if the backup was not changed
     * @throws PostgresFailed if the time is before the backup or after the end of the archive, or the server cannot
     *     recover, with its own words
     */
    public static @Nullable String restore(
            Path backup, Path folder, Path binariesFolder, @Nullable Path archive, @Nullable Instant until) {
        try {
            // Moved into place when complete, so that nobody starts half a database.
            Path incomplete = Files.createTempDirectory(folder.getParent(), "restoring");
            try (InputStream files = new BufferedInputStream(Files.newInputStream(backup.resolve(FILES)))) {
                PostgresBinaries.unpack(files, incomplete);
            }
            if (until != null) {
                requireLater(until, incomplete);
            }
            String output = recover(incomplete, PostgresBinaries.unpackedIn(binariesFolder), archive, until);
            Files.move(incomplete, folder, StandardCopyOption.ATOMIC_MOVE);
            Matcher last = LAST.matcher(output);
            return last.find() ? last.group(1) : null;
        } catch (IOException e) {
            throw new PostgresFailed("The database cannot be restored from " + backup + ": " + e, e);
        }
    }

    /** The server itself refuses only times within the backup. */
    private static void requireLater(Instant until, Path folder) throws IOException {
        Matcher label = BEGUN.matcher(Files.readString(folder.resolve("backup_label")));
        if (!label.find()) {
            throw new IOException("its label does not say when it was begun");
        }
        Instant begun = LocalDateTime.parse(label.group(1) + "T" + label.group(2)).toInstant(ZoneOffset.UTC);
        if (until.isBefore(begun.plusSeconds(1))) {
            throw new PostgresFailed("The backup was begun at %s; what was before is not in it.".formatted(begun));
        }
    }

    /** In a process of its own that nobody can connect to, and that ends when all is done. */
    private static String recover(
            Path folder, PostgresBinaries binaries, @Nullable Path archive, @Nullable Instant until)
            throws IOException {
        // Makes this a timeline of its own, whose log is never taken for that of the server that was backed up.
        Files.createFile(folder.resolve("recovery.signal"));
        // Without an archive, all of the log that there is came with the backup.
        String restoreCommand = archive == null ? "exit 1" : Archive.restoreCommand(archive);
        String time = until == null ? "" : UTC.format(until);
        try {
            return binaries.run("postgres", List.of(
                    "--single", "-D", folder.toString(),
                    "-c", "restore_command=" + restoreCommand,
                    "-c", "recovery_target_time=" + time,
                    "-c", "recovery_target_action=promote",
                    // Nobody reads meanwhile, which this mode does not support.
                    "-c", "hot_standby=off",
                    "postgres"));
        } catch (PostgresFailed e) {
            throw new PostgresFailed("The database did not recover: " + fatal(String.valueOf(e.getMessage())), e);
        }
    }

    /** The last thing that a server said of why it ended; all of it, if it did not say. */
    private static String fatal(String output) {
        return output.lines()
                .filter(line -> line.contains("FATAL: ") || line.contains("PANIC: "))
                .reduce(output, (_, line) -> line.replaceFirst(".*(FATAL|PANIC): +", ""));
    }
}
