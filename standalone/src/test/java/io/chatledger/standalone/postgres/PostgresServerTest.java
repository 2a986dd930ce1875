package io.chatledger.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    private static final String PASSWORD = "superuserspassword";
    private static final Map<String, String> ROLE_PASSWORDS = Map.of(
            Database.OWNER_ROLE, "ownerspassword",
            Database.COMMAND_ROLE, "commandspassword",
            Database.QUERY_ROLE, "queryspassword");

    @TempDir
    static Path binaries;

    @TempDir
    Path temporary;

    @Test
    void whatItAcknowledgesIsOnTheDiskAndThereAfterARestart() throws SQLException {
        try (PostgresServer server = start()) {
            assertThat(answer(server, "SHOW fsync")).isEqualTo("on");
            assertThat(answer(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(answer(server, "SHOW full_page_writes")).isEqualTo("on");
            Database.prepare(server.port(), PASSWORD, ROLE_PASSWORDS);
            update(server, Database.OWNER_ROLE, "CREATE TABLE events.kept AS SELECT 'as it was' AS thing");
        }
        try (PostgresServer server = start()) {
            Database.prepare(server.port(), PASSWORD, ROLE_PASSWORDS);
            assertThat(answer(server, Database.OWNER_ROLE, "SELECT thing FROM events.kept")).isEqualTo("as it was");
        }
    }

    @Test
    void aCheckpointIsNotForcedEveryFewSecondsOfLoadWhateverInitdbHasSet() throws SQLException {
        try (PostgresServer server = start()) {
            assertThat(answer(server, "SHOW wal_segment_size")).isEqualTo("4MB");
            assertThat(answer(server, "SHOW max_wal_size")).isEqualTo("1GB");
            assertThat(answer(server, "SHOW min_wal_size")).isEqualTo("256MB");
        }
    }

    @Test
    void aServerThatADeadProcessLeftBehindIsStoppedFirst() throws SQLException {
        PostgresServer leftBehind = start();
        try (PostgresServer server = start()) {
            assertThat(server.port()).isNotEqualTo(leftBehind.port());
            assertThat(answer(server, "SELECT 'alive'")).isEqualTo("alive");
            assertThatThrownBy(() -> answer(leftBehind, "SELECT 'alive'")).isInstanceOf(SQLException.class);
        }
        assertThat(Postmaster.runningOn(folder())).isEmpty();
    }

    @Test
    void aServerKilledHardRecoversAtTheNextStart() throws SQLException {
        PostgresServer killed = start();
        Database.prepare(killed.port(), PASSWORD, ROLE_PASSWORDS);
        update(killed, Database.OWNER_ROLE, "CREATE TABLE events.kept AS SELECT 'as it was' AS thing");
        KilledPostgres.on(folder());
        try (PostgresServer server = start()) {
            assertThat(answer(server, Database.OWNER_ROLE, "SELECT thing FROM events.kept")).isEqualTo("as it was");
        }
    }

    @Test
    void aServerThatEndsByItselfIsStartedAgainOnItsPort() throws SQLException {
        try (PostgresServer server = start()) {
            server.watch(lost -> {});
            for (int i = 0; i < 2; i++) {
                KilledPostgres.on(folder());
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
                        .until(() -> answer(server, "SELECT 'alive'").equals("alive"));
            }
        }
        assertThat(Postmaster.runningOn(folder())).isEmpty();
    }

    @Test
    void aServerThatEndsOnAFullDiskIsStartedAgainWhenThereIsRoom() throws IOException, SQLException {
        try (SmallDisk disk = SmallDisk.ofMegabytes(150)) {
            Path folder = disk.folder().resolve("postgres");
            var lost = new CompletableFuture<PostgresFailed>();
            try (PostgresServer server =
                    PostgresServer.start(folder, FreePort.find(), binaries, PASSWORD, null)) {
                server.watch(lost::complete);
                disk.fill();
                KilledPostgres.on(folder);
                await().during(Duration.ofSeconds(2)).until(() -> !lost.isDone()
                        && Postmaster.runningOn(folder).isEmpty());
                Files.delete(folder.resolve("postmaster.pid"));
                disk.fill();
                assertThatThrownBy(() -> PostgresServer.start(folder, FreePort.find(), binaries, PASSWORD, null))
                        .hasMessageContaining("its disk is full");

                disk.makeRoom();
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
                        .until(() -> answer(server, "SELECT 'alive'").equals("alive"));
            }
        }
    }

    @Test
    void aServerThatCannotBeStartedAgainIsTold() throws IOException {
        var told = new CompletableFuture<PostgresFailed>();
        try (PostgresServer server = start()) {
            server.watch(told::complete);
            Files.delete(folder().resolve("PG_VERSION"));
            KilledPostgres.on(folder());

            assertThat(told.join()).hasMessageContaining("PostgreSQL did not start").hasMessageContaining("server.log");
        }
    }

    @Test
    void aPidFileWhoseProcessIsAnotherProgramByNowIsNoServer() throws IOException {
        Path folder = Files.createDirectory(folder());
        long notPostgres = ProcessHandle.current().pid();
        Files.writeString(folder.resolve("postmaster.pid"), notPostgres + "\n" + folder + "\n1\n5432\n");

        assertThat(Postmaster.runningOn(folder)).isEmpty();
    }

    @Test
    void nobodyEntersWithoutAPasswordAndNobodyFromElsewhere() throws SQLException {
        try (PostgresServer server = start()) {
            assertThatThrownBy(() -> answer(server, PostgresServer.SUPERUSER, "wrong", "SELECT 'in'"))
                    .hasMessageContaining("password authentication failed");
            assertThat(answer(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            assertThat(answer(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(answer(server, "SHOW unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void eachRoleHasItsOwnSchemaAndNothingElse() throws SQLException {
        try (PostgresServer server = start()) {
            Database.prepare(server.port(), PASSWORD, ROLE_PASSWORDS);
            update(server, Database.OWNER_ROLE, "CREATE TABLE events.mine ()");
            update(server, Database.QUERY_ROLE, "CREATE TABLE read.mine ()");
            for (String forbidden : new String[] {"events.theirs", "public.theirs"}) {
                assertThatThrownBy(() -> update(server, Database.QUERY_ROLE, "CREATE TABLE " + forbidden + " ()"))
                        .hasMessageContaining("permission denied");
            }
            assertThatThrownBy(() -> update(server, Database.QUERY_ROLE, "SELECT FROM events.mine"))
                    .hasMessageContaining("permission denied");
            for (String forbidden : new String[] {"events.another", "read.theirs"}) {
                assertThatThrownBy(() -> update(server, Database.COMMAND_ROLE, "CREATE TABLE " + forbidden + " ()"))
                        .hasMessageContaining("permission denied");
            }
            assertThatThrownBy(() -> update(server, Database.OWNER_ROLE, "CREATE TABLE read.theirs ()"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void whatBelongedToAnApplicationBelongsToMigrationsAfterTheNextStart() throws SQLException {
        try (PostgresServer server = start()) {
            Database.prepare(server.port(), PASSWORD, ROLE_PASSWORDS);
            update(server, PostgresServer.SUPERUSER, "ALTER SCHEMA events OWNER TO " + Database.COMMAND_ROLE);
            update(server, Database.COMMAND_ROLE, "CREATE TABLE events.kept AS SELECT 'as it was' AS thing");

            Database.prepare(server.port(), PASSWORD, ROLE_PASSWORDS);

            assertThat(answer(server, Database.OWNER_ROLE, "SELECT thing FROM events.kept")).isEqualTo("as it was");
            assertThatThrownBy(() -> update(server, Database.COMMAND_ROLE, "DROP TABLE events.kept"))
                    .hasMessageContaining("permission denied");
        }
    }

    private PostgresServer start() {
        return PostgresServer.start(folder(), FreePort.find(), binaries, PASSWORD, null);
    }

    private Path folder() {
        return temporary.resolve("postgres");
    }

    private static String answer(PostgresServer server, String query) throws SQLException {
        return answer(server, PostgresServer.SUPERUSER, PASSWORD, query);
    }

    private static String answer(PostgresServer server, String role, String query) throws SQLException {
        return answer(server, role, ROLE_PASSWORDS.get(role), query);
    }

    private static String answer(PostgresServer server, String role, String password, String query)
            throws SQLException {
        String database = role.equals(PostgresServer.SUPERUSER) ? "postgres" : "chatledger";
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
        try (Connection connection = DriverManager.getConnection(url, role, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void update(PostgresServer server, String role, String sql) throws SQLException {
        String password = ROLE_PASSWORDS.getOrDefault(role, PASSWORD);
        try (Connection connection = DriverManager.getConnection(Database.url(server.port()), role, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
