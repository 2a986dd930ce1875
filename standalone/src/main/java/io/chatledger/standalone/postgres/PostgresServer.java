package io.chatledger.standalone.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL 18 that keeps its data in a folder of ours. It listens on 127.0.0.1 alone, wants a password from
 * everyone, and forgets nothing that it has acknowledged: {@code fsync}, {@code synchronous_commit} and
 * {@code full_page_writes} are on, which are its defaults.
 *
 * <p>zonky's own {@code EmbeddedPostgres} is made for throw-away databases (no password, no {@code fsync}, five seconds
 * to stop, half-unpacked binaries after a crash), so only its binaries are used here.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String SUPERUSER = "postgres";

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    /** Enough for a crash recovery to replay what two checkpoints, of a gigabyte at most each, left to do. */
    private static final String PATIENCE_SECONDS = "120";

    /**
     * Because initdb makes both smaller with the segments of the log: then there is a checkpoint every few seconds of
     * load, after each of which whole pages are logged, and hardly a segment is kept to be written over.
     */
    private static final String SIZE_OF_LOG = "-c max_wal_size=1GB -c min_wal_size=256MB";

    /**
     * What is written goes to the disk soon, and most of it is written by the background writer. Otherwise the
     * operating system gathers it, until a checkpoint or half a minute ends, and whoever commits then waits for all.
     */
    private static final String STEADY_WRITING = "-c bgwriter_delay=20ms -c bgwriter_lru_maxpages=1000"
            + " -c bgwriter_lru_multiplier=4 -c backend_flush_after=256kB";

    /**
     * A tenth of the usual sample. While a table is analyzed, which takes long when it is large, no old version of a
     * row can be cleared away in any table, and rows that change all the time gather as many as there were changes.
     */
    private static final String SHORT_ANALYSES = "-c default_statistics_target=10";

    private static final String SETTINGS = String.join(" ", SIZE_OF_LOG, STEADY_WRITING, SHORT_ANALYSES);

    /** Until the processes of a server that was killed are gone: they hold what the next one needs. */
    private static final Duration RESTART_WITHIN = Duration.ofSeconds(60);

    private static final Duration PAUSE_BEFORE_NEXT_TRY = Duration.ofMillis(500);

    /** Four segments of its log. With less a server that recovers would hardly come to its end. */
    private static final long ROOM_BYTES = 16 << 20;

    private final PostgresBinaries binaries;
    private final Path folder;
    private final int port;
    private final String settings;
    private volatile boolean closing;

    private PostgresServer(PostgresBinaries binaries, Path folder, int port, @Nullable Archive archive) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
        this.settings = archive == null ? SETTINGS : SETTINGS + " " + archive.settings();
    }

    /**
     * Starts the server and waits until it answers. The caller must be alone with the folder: a server that still runs
     * on it was left behind by a process that died, and is stopped first.
     *
     * @param folder          absolute; initialised when it is not there yet
     * @param port            on 127.0.0.1
     * @param binariesFolder  where the programs are unpacked
     * @param superuserPassword of the user {@link #SUPERUSER}; it is the same in every start
     * @param archive of its log, in every start; null for none
     * @throws PostgresFailed with the server's own words
     */
    public static PostgresServer start(
            Path folder, int port, Path binariesFolder, String superuserPassword, @Nullable Archive archive) {
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(binariesFolder);
        if (!Files.isDirectory(folder)) {
            initialise(binaries, folder, superuserPassword);
        }
        Postmaster.runningOn(folder).ifPresent(orphan -> {
            log.warn("Stopping the PostgreSQL (pid {}) that an earlier run left behind", orphan.pid());
            stop(binaries, folder);
        });
        PostgresServer server = new PostgresServer(binaries, folder, port, archive);
        server.start();
        return server;
    }

    private void start() {
        try {
            binaries.run("pg_ctl", List.of("start", "-D", folder.toString(), "-o", "-p " + port + " " + settings,
                    "-l", logFile().toString(), "-w", "-t", PATIENCE_SECONDS));
        } catch (PostgresFailed e) {
            String why = isDiskFull() ? ": its disk is full" : "; see " + logFile();
            throw new PostgresFailed("PostgreSQL did not start on " + folder + why, e);
        }
    }

    private Path logFile() {
        return folder.resolve("server.log");
    }

    /**
     * From now on a server that ends by itself is started again, on the same port, so that whoever is connected need
     * only connect again.
     *
     * @param lost told once, when that does not help; from then on there is no server
     */
    public void watch(Consumer<PostgresFailed> lost) {
        Thread.ofPlatform().daemon().name("postgres-watch").start(() -> {
            try {
                keepRunning();
            } catch (PostgresFailed e) {
                tell(e, lost);
            } catch (RuntimeException | Error e) {
                tell(new PostgresFailed("PostgreSQL is no longer watched: " + e, e), lost);
            }
        });
    }

    private void tell(PostgresFailed failure, Consumer<PostgresFailed> lost) {
        if (!closing) {
            lost.accept(failure);
        }
    }

    private void keepRunning() {
        var restarts = new Restarts();
        while (!closing) {
            long startedNanos = System.nanoTime();
            Postmaster.runningOn(folder)
                    .flatMap(postmaster -> ProcessHandle.of(postmaster.pid()))
                    .ifPresent(process -> process.onExit().join());
            if (!restarts.isWorthAnother(Duration.ofNanos(System.nanoTime() - startedNanos))) {
                throw new PostgresFailed("PostgreSQL on %s stopped unexpectedly %d times in a row; see the logs there"
                        .formatted(folder, restarts.endsInARow()));
            }
            restart();
        }
    }

    private synchronized void restart() {
        long givenUpNanos = System.nanoTime() + RESTART_WITHIN.toNanos();
        boolean started = false;
        if (!closing) {
            log.error("PostgreSQL has stopped unexpectedly and is started again");
        }
        while (!started && awaitRoom()) {
            long loggedBefore = logFile().toFile().length();
            try {
                start();
                started = true;
                log.warn("PostgreSQL is running again");
            } catch (PostgresFailed e) {
                boolean passes = killedOneIsInTheWay(loggedBefore) && System.nanoTime() - givenUpNanos < 0;
                if (!passes && !isDiskFull()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_BEFORE_NEXT_TRY.toNanos());
            }
        }
    }

    /** Nobody is helped by a process that ends because its disk is full: the next one could not start either. */
    private boolean awaitRoom() {
        boolean told = false;
        while (!closing && isDiskFull()) {
            if (!told) {
                log.error("The disk of {} is full; PostgreSQL is started again when {} MB are free",
                        folder, ROOM_BYTES >> 20);
                told = true;
            }
            LockSupport.parkNanos(PAUSE_BEFORE_NEXT_TRY.toNanos());
        }
        return !closing;
    }

    private boolean isDiskFull() {
        try {
            return Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES;
        } catch (IOException unknown) {
            return false;
        }
    }

    /**
     * Whether the newest start failed because processes of the one before still have its shared memory or its files.
     */
    private boolean killedOneIsInTheWay(long loggedBefore) {
        try (InputStream logged = Files.newInputStream(logFile())) {
            logged.skipNBytes(loggedBefore);
            String reason = new String(logged.readAllBytes(), StandardCharsets.UTF_8);
            return reason.contains("is still in use") || reason.contains("already exists");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The port, on 127.0.0.1, of the server that runs on the folder now, whoever started it. */
    public static OptionalInt portOfRunning(Path folder) {
        return Postmaster.runningOn(folder).stream().mapToInt(Postmaster::port).findFirst();
    }

    /** On 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Ends all connections, writes everything down and waits until the server is gone. */
    @Override
    public void close() {
        closing = true;
        synchronized (this) {
            if (Postmaster.runningOn(folder).isPresent()) {
                stop(binaries, folder);
            }
        }
    }

    private static void stop(PostgresBinaries binaries, Path folder) {
        binaries.run("pg_ctl", List.of("stop", "-D", folder.toString(), "-m", "fast", "-w", "-t", PATIENCE_SECONDS));
    }

    private static void initialise(PostgresBinaries binaries, Path folder, String superuserPassword) {
        Path incomplete = folder.resolveSibling(folder.getFileName() + ".incomplete");
        try {
            deleteRecursively(incomplete);
            Path passwordFile = Files.createTempFile(folder.getParent(), "superuser", null);
            try {
                Files.writeString(passwordFile, superuserPassword);
                binaries.run("initdb", List.of(
                        "-D", incomplete.toString(), "-U", SUPERUSER, "--pwfile", passwordFile.toString(),
                        "--auth", "scram-sha-256", "-E", "UTF8",
                        // MB. Whoever commits waits while a new one is filled with zeros: 60 ms for the usual 16.
                        "--wal-segsize", "4",
                        // The same order of texts on every machine, whatever its operating system thinks of locales.
                        "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C",
                        "--set", "listen_addresses=127.0.0.1", "--set", "unix_socket_directories=",
                        "--set", "timezone=UTC", "--set", "log_timezone=UTC",
                        // One log file a weekday, overwritten a week later.
                        "--set", "logging_collector=on", "--set", "log_filename=%a.log",
                        "--set", "log_truncate_on_rotation=on", "--set", "log_checkpoints=off"));
            } finally {
                Files.delete(passwordFile);
            }
            // Moved into place when complete, so that a crash cannot leave half a database.
            Files.move(incomplete, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PostgresFailed("The database folder " + folder + " cannot be created: " + e, e);
        }
    }

    private static void deleteRecursively(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
