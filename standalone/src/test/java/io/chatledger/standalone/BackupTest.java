package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.command.log.LogSetBack;
import io.chatledger.standalone.postgres.Archive;
import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What a disk has lost is there again, as it was when the backup ended. */
@ExtendWith(SharedSystems.class)
class BackupTest {

    private record Said(int status, String text) {}

    private final OneProcess system;
    private final Path folder;
    private final Path backup;
    private final Path restored;

    BackupTest(OneProcess system, @TempDir Path folder) {
        this.system = system;
        this.folder = folder;
        this.backup = folder.resolve("backup");
        this.restored = folder.resolve("restored");
    }

    @Test
    void aBackupMadeUnderLoadIsRestoredAsOfItsEndAndServes(@TempDir Path kept) {
        User user = system.newUser();
        user.chat("before").expect(200);
        Auditor.of(system.gateway(), system.admin()).verify(kept).holds();
        List<User> chatters = usersWithTokensForHours();
        try (var load = Chatters.start(chatters)) {
            load.awaitAcknowledged(50);
            backUp();
            load.awaitAcknowledged(50);
        }
        user.chat("after").expect(200);

        assertThat(run("restore", backup.toString(), "--into", restored.toString()).status()).isZero();

        try (var second = new WholeSystem()) {
            Client client = start(second, DataFolder.at(restored));
            User same = client.logIn(user.username(), user.password());
            assertThat(same.history()).extracting(message -> message.get("message").asString())
                    .containsExactly("before");
            for (User chatter : chatters) {
                List<JsonNode> then = client.logIn(chatter.username(), chatter.password()).statement();
                List<JsonNode> now = chatter.statement();
                assertThat(now).endsWith(then.toArray(JsonNode[]::new)).hasSizeGreaterThan(then.size());
                assertThat(then).hasSizeGreaterThan(1);
            }
            assertThat(sumsAddUp(client, kept)).isTrue();
            same.chat("and on").expect(200);
            assertThat(same.tokens()).isEqualTo(User.WELCOME_TOKENS - 2 * User.PRICE);
        }
    }

    @Test
    void aPointInTimeHasWhatWasBeforeItAndWhatIsLostIsRecorded(@TempDir Path kept) throws IOException {
        Path archive = Files.createDirectory(folder.resolve("100% of the system's log"));
        DataFolder data = TestData.newFolder().archivedIn(new Archive(archive, 3600));
        User user;
        Instant between;
        try (var first = new WholeSystem()) {
            Client client = start(first, data);
            backUp(data);
            user = client.newUser();
            user.chat("first").expect(200);
            between = Instant.now();
            user.chat("second").expect(200);
            Auditor.of(client.gateway(), client.logIn("admin", OneProcess.ADMIN_PASSWORD)).verify(kept).holds();
        }
        String[] restore = {"restore", backup.toString(), "--into", restored.toString(),
            "--checkpoint", data.checkpoint().toString(), "--archive", archive.toString()};

        assertThatIsRefused("The backup was begun at", with(restore, "--until", between.minusSeconds(3600)));
        assertThatIsRefused("before configured recovery target", with(restore, "--until", Instant.now()));
        assertThat(restored).isEmptyDirectory();
        Said said = run(with(restore, "--until", between));
        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text()).contains("Restored, with what was committed until 20", "Give it a new archive");

        DataFolder there = DataFolder.at(restored);
        try (var second = new WholeSystem()) {
            assertThatThrownBy(() -> start(second, there)).matches(LogSetBack::isCauseOf)
                    .hasStackTraceContaining("fewer than that");
        }
        Files.createFile(there.keys().resolve("accept-log-set-back"));
        try (var second = new WholeSystem()) {
            Client client = start(second, there);
            User same = client.logIn(user.username(), user.password());
            assertThat(same.history()).extracting(message -> message.get("message").asString())
                    .containsExactly("first");
            assertThat(same.tokens()).isEqualTo(User.WELCOME_TOKENS - User.PRICE);
            int port = PostgresServer.portOfRunning(there.postgres()).orElseThrow();
            assertThat(TestData.database(there, port, Database.COMMAND_ROLE)
                    .sql("SELECT count(*) FROM events.log_set_back").query(Integer.class).single()).isEqualTo(1);
            Auditor.of(client.gateway(), client.logIn("admin", OneProcess.ADMIN_PASSWORD)).verify(kept)
                    .isWrong("since the kept checkpoint", "");
        }
    }

    @Test
    void withoutAnArchiveThereIsNoPointInTime() {
        String[] restore = {"restore", backup.toString(), "--into", restored.toString(),
            "--until", "2026-11-28T12:00:00Z"};
        assertThatIsRefused("--until needs --archive", restore);
        assertThatIsRefused("is not a folder", with(restore, "--archive", folder.resolve("archive")));
    }

    @Test
    void theArchiveIsAtMostADayBehind() {
        String[] backUp = {"backup", backup.toString(), "--data", system.data().path().toString(),
            "--archive", folder.resolve("archive").toString()};
        for (String seconds : List.of("0", "86401")) {
            assertThatIsRefused("CHATLEDGER_ARCHIVE_SECONDS is " + seconds + "; allowed is a whole number from 1 to",
                    with(backUp, "--archive-seconds", seconds));
        }
        assertThat(run(with(backUp, "--archive-seconds", "86400")).status()).isZero();
    }

    @Test
    void nobodyElseCanLookIntoABackup() throws IOException {
        backUp();

        assertThat(permissions(backup)).isEqualTo("rwx------");
        try (Stream<Path> paths = Files.walk(backup)) {
            assertThat(paths.filter(path -> !path.endsWith("SHA256SUMS"))).allSatisfy(path -> assertThat(
                    permissions(path)).as(path.toString()).isIn("rwx------", "rw-------"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres/base.tar", "keys/personal-key", "secrets/postgres"})
    void aFileThatIsNotAsItWasIsNamedAndNothingRestored(String file) throws IOException {
        backUp();
        try (FileChannel damaged = FileChannel.open(backup.resolve(file), StandardOpenOption.WRITE)) {
            damaged.truncate(damaged.size() - 1);
        }

        assertThatIsRefused("is damaged: " + file, "restore", backup.toString(), "--into", restored.toString());
        assertThat(restored).doesNotExist();
    }

    @Test
    void whatIsNoCompleteBackupIsNotRestored() throws IOException {
        String[] restore = {"restore", backup.toString(), "--into", restored.toString()};
        assertThatIsRefused("is no complete backup", restore);
        backUp();
        Files.delete(backup.resolve("SHA256SUMS"));
        assertThatIsRefused("is no complete backup", restore);
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        backUp();
        Path something = Files.createDirectories(restored);
        assertThat(run("restore", backup.toString(), "--into", something.toString()).status()).isZero();

        assertThatIsRefused("is not empty", "restore", backup.toString(), "--into", something.toString());
        assertThatIsRefused("is not empty", "backup", something.toString(), "--data", data());
    }

    @Test
    void withoutADatabaseThereIsNothingToBackUp() {
        assertThatIsRefused("There is no database", "backup", backup.toString(), "--data", restored.toString());
        assertThat(restored).doesNotExist();
        assertThat(backup).doesNotExist();
    }

    private List<User> usersWithTokensForHours() {
        List<User> users = system.client().newUsers(4);
        for (User user : users) {
            system.admin().client().post("/api/admin/users/" + user.id() + "/tokens",
                    Map.of("amount", 100_000_000, "reason", "a test")).expect(200);
        }
        return users;
    }

    private void backUp() {
        backUp(system.data());
    }

    private void backUp(DataFolder data) {
        Said said = run("backup", backup.toString(), "--data", data.path().toString());
        assertThat(said.status()).as(said.text()).isZero();
    }

    private String data() {
        return system.data().path().toString();
    }

    private static String[] with(String[] command, String option, Object value) {
        return Stream.concat(Stream.of(command), Stream.of(option, value.toString())).toArray(String[]::new);
    }

    private static Client start(WholeSystem system, DataFolder folder) {
        int port = system.start(folder, InetAddress.getLoopbackAddress(), 0, 0);
        return Client.of(URI.create("http://127.0.0.1:" + port));
    }

    /** The trial balance, a replay of all read models, and the log since a checkpoint that an auditor has kept. */
    private static boolean sumsAddUp(Client client, Path kept) {
        Auditor auditor = Auditor.of(client.gateway(), client.logIn("admin", OneProcess.ADMIN_PASSWORD));
        auditor.verify(kept).holds();
        Said replay = run("replay", "--url", client.gateway().toString(), "--token", auditor.token());
        assertThat(replay.status()).as(replay.text()).isZero();
        return client.with("Authorization", "Bearer " + auditor.token())
                .get("/api/audit/trial-balance").expect(200).json().get("balanced").asBoolean();
    }

    private static void assertThatIsRefused(String why, String... command) {
        Said said = run(command);
        assertThat(said.text().strip()).hasLineCount(1).contains(why);
        assertThat(said.status()).isEqualTo(1);
    }

    private static Said run(String... arguments) {
        var text = new StringWriter();
        CommandLine commandLine = Standalone.commandLine()
                .setOut(new PrintWriter(text, true))
                .setErr(new PrintWriter(text, true));
        return new Said(commandLine.execute(arguments), text.toString());
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
