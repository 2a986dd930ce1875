package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.postgres.KilledPostgres;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the operator sees of {@code serve} and {@code create-admin}. Each test leaves the system serving. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the system of this class") // so that its tests run one after another
class ServeTest {

    private static final int TERMINATED = 128 + 15;

    private static Serving system;
    private static User firstAdministrator;

    @BeforeAll
    static void start() {
        system = new Serving(Map.of());
        firstAdministrator = system.client().logIn("admin", Serving.printedPassword(system.program().output()));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void theThreeLinesToTryItWorkWhenTheyArePasted() throws IOException {
        String output = system.program().output();
        // Until the empty line after them: something may be logged later.
        String script = output.substring(output.indexOf("Try it:") + "Try it:".length()).split("\n\n", 2)[0];

        assertThat(output).contains("http://localhost:" + system.port());
        assertThat(printedBy(script))
                .contains("\"remaining_tokens\":3900")
                .endsWith("{\"tokens\":3900,\"available\":3900,\"held\":0}");
    }

    /** The second time at once: nobody waits for the next second first. */
    @Test
    void theLinesOfTheReadmeWorkWhenTheyArePastedTwice() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String script = readme.substring(readme.indexOf("## Try")).split("```\n", 3)[1]
                .replace("localhost:8000", "localhost:" + system.port());

        assertThat(script).hasLineCount(4);
        assertThat(printedBy(script + "echo\n" + script)).containsSubsequence(
                "\"remaining_tokens\":3900", "{\"tokens\":3900,\"available\":3900,\"held\":0}\n",
                "\"remaining_tokens\":3900", "{\"tokens\":3900,\"available\":3900,\"held\":0}");
    }

    private static String printedBy(String script) throws IOException {
        Process shell = new ProcessBuilder("sh", "-e", "-c", script).redirectErrorStream(true).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theStartSaysWhatRunsAndWhere() {
        String output = system.program().output();

        String origin = "http://localhost:" + system.port();
        assertThat(output).containsSubsequence(
                "chatledger is ready: " + origin,
                "page           " + origin + "/",
                "documentation  " + origin + "/docs",
                "metrics        http://127.0.0.1:" + system.managementPort() + "/actuator/prometheus",
                "version        ",
                "data folder    " + system.data().path(),
                "database       PostgreSQL 18 on 127.0.0.1:",
                "models         chatledger (demo, echo)");
    }

    /** The postmaster is killed as the kernel does it that is out of memory; the process that started it goes on. */
    @Test
    void aDatabaseThatDiesIsStartedAgainAndNothingAcknowledgedIsLost() {
        User user = system.client().newUser();
        user.chat("before").expect(200);
        int loggedBefore = system.output().length();

        KilledPostgres.on(system.data().postgres());
        // Its processes may go on for a moment, and answer.
        await("the end is noticed").atMost(Duration.ofSeconds(30))
                .until(() -> system.output().substring(loggedBefore).contains("PostgreSQL has stopped unexpectedly"));

        List<Integer> statuses = new ArrayList<>();
        await("chats are answered again").atMost(Duration.ofSeconds(90)).until(() -> {
            statuses.add(user.chat("meanwhile").status());
            statuses.add(user.client().get("/api/tokens").status());
            return statuses.reversed().subList(0, 2).equals(List.of(200, 200));
        });
        long answered = user.history().stream()
                .filter(message -> message.get("status").asString().equals("answered"))
                .count();
        assertThat(statuses).isSubsetOf(200, 503);
        await("what was not answered costs nothing")
                .until(() -> user.tokens() == User.WELCOME_TOKENS - answered * User.PRICE);
        String logged = system.output().substring(loggedBefore);
        assertThat(logged).contains("PostgreSQL has stopped unexpectedly")
                .doesNotContain("\tat ", "ERROR [--] o.", "Caused by");
        assertThat(logged.lines().count()).as(logged).isLessThan(4L * statuses.size() + 100);
    }

    @Test
    void aDatabaseThatCannotBeStartedAgainEndsTheProcessWithAMessageAndAnExitStatus() throws IOException {
        Path version = system.data().postgres().resolve("PG_VERSION");
        String content = Files.readString(version);
        int loggedBefore = system.program().output().length();
        try {
            Files.delete(version);
            KilledPostgres.on(system.data().postgres());

            assertThat(system.program().exitCode()).isEqualTo(1);
        } finally {
            Files.writeString(version, content);
        }

        String logged = system.program().output().substring(loggedBefore);
        assertThat(logged.lines()).contains("PostgreSQL did not start on %s; see %s".formatted(
                system.data().postgres(), system.data().postgres().resolve("server.log")));
        assertThat(logged).doesNotContain("\tat ");
        system.start();
        assertThat(system.client().newUser().tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void aRestartKeepsEverythingAndPrintsNoPasswordAgain() {
        int loggedBefore = system.program().output().length();
        User user = system.client().newUser();
        user.chat("Hello").expect(200);
        List<JsonNode> history = user.history();
        List<JsonNode> statement = user.statement();
        JsonNode users = firstAdministrator.client().get("/api/admin/users").expect(200).json();

        assertThat(system.program().terminate()).isEqualTo(TERMINATED);
        assertThat(PostgresServer.portOfRunning(system.data().postgres())).isEmpty();
        assertThat(system.program().output().substring(loggedBefore)).doesNotContain(" WARN ", " ERROR ", "Exception");
        system.start();

        assertThat(user.tokens()).isEqualTo(3900);
        assertThat(user.history()).isEqualTo(history);
        assertThat(user.statement()).isEqualTo(statement);
        assertThat(firstAdministrator.client().get("/api/admin/users").expect(200).json()).isEqualTo(users);
        assertThat(system.client().logIn(user.username(), user.password()).id()).isEqualTo(user.id());
        assertThat(user.chat("Hello again").expect(200).number("remaining_tokens")).isEqualTo(3800);
        assertThat(system.program().output()).doesNotContain("shown only now");
    }

    @Test
    void aSecondOneOnTheSameFolderSaysWhoseItIsAndLeavesTheFirstAlone() {
        Program second = system.run("serve", "--port", "0", "--management-port", "0");

        assertThat(second.exitCode()).isNotZero();
        assertThat(second.output().strip()).isEqualTo("The data folder %s is in use by another chatledger (pid %d)."
                .formatted(system.data().path(), system.program().pid()));
        assertThat(system.client().newUser().tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void aPortThatIsTakenIsNamedTogetherWithTheVariableThatChangesIt() throws IOException {
        DataFolder data = TestData.newFolder();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var program = Program.start(Standalone.class, Map.of(
                        "CHATLEDGER_DATA", data.path().toString(),
                        "CHATLEDGER_PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(program.exitCode()).isNotZero();
            assertThat(program.output().strip())
                    .hasLineCount(1).contains("Port " + taken.getLocalPort()).contains("CHATLEDGER_PORT");
            assertThat(PostgresServer.portOfRunning(data.postgres())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CHATLEDGER_PORT | 70000 | CHATLEDGER_PORT is 70000; \
            allowed is a whole number from 0 (any that is free) to 65535.
            CHATLEDGER_PORT | abc | CHATLEDGER_PORT is abc; \
            allowed is a whole number from 0 (any that is free) to 65535.
            CHATLEDGER_MANAGEMENT_PORT | 70000 | CHATLEDGER_MANAGEMENT_PORT is 70000; \
            allowed is a whole number from 0 (any that is free) to 65535.
            CHATLEDGER_MANAGEMENT_PORT | abc | CHATLEDGER_MANAGEMENT_PORT is abc; \
            allowed is a whole number from 0 (any that is free) to 65535.
            CHATLEDGER_ADDRESS | x | CHATLEDGER_ADDRESS is x; \
            allowed is an address of this machine, such as 127.0.0.1 or 0.0.0.0.
            CHATLEDGER_LOG_FORMAT | xml | CHATLEDGER_LOG_FORMAT is xml; allowed is one of text, json.
            CHATLEDGER_WELCOME_TOKENS | abc | chatledger.welcome-tokens is abc (set by \
            CHATLEDGER_WELCOME_TOKENS); allowed is a whole number.
            CHATLEDGER_MESSAGE_PRICE | -5 | chatledger.message-price is -5 (set by \
            CHATLEDGER_MESSAGE_PRICE); allowed is a whole number of at least 0.
            CHATLEDGER_OPENAI_BASE_URL | localhost:11434/v1 | chatledger.openai.base-url is localhost:11434/v1 \
            (set by CHATLEDGER_OPENAI_BASE_URL); allowed is a URL with http:// or https://, \
            such as http://localhost:11434/v1.
            """)
    void aWrongSettingIsOneLineWithItsValueAndWhatIsAllowed(String variable, String value, String line)
            throws IOException {
        DataFolder data = TestData.newFolder();
        try (var program = Program.start(
                Standalone.class,
                Map.of("CHATLEDGER_DATA", data.path().toString(), variable, value),
                variable.equals("CHATLEDGER_PORT") ? new String[0] : new String[] {"serve", "--port", "0"})) {
            assertThat(program.exitCode()).isNotZero();
            assertThat(program.output().strip()).isEqualTo(line);
            assertThat(PostgresServer.portOfRunning(data.postgres())).isEmpty();
        }
    }

    @Test
    void itSaysWhichVersionItIs() {
        try (var program = Program.start(Standalone.class, Map.of(), "--version")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.output().strip()).matches("chatledger \\d+\\.\\d+\\.\\d+\\S*");
        }
    }

    @Test
    void anotherAdministratorIsMadeWhileItServes() {
        Program created = system.run("create-admin", "--username", "grace");
        assertThat(created.exitCode()).as(created.output()).isZero();

        User grace = system.client().logIn("grace", Serving.printedPassword(created.output()));
        JsonNode profile = grace.client().get("/api/user/profile").expect(200).json();
        assertThat(profile.get("roles").toString()).contains("ADMIN");
        grace.client().get("/api/admin/users").expect(200);

        assertThat(acts("account=" + profile.get("id").asString()))
                .extracting(act -> act.get("actor").get("id").asString()
                        + " " + act.get("type").asString() + " " + act.get("reason").asString() + " " + act.get("to"))
                .containsExactly(
                        "command-line TokensGranted create-admin {\"balance\":10000}",
                        "command-line RolesChanged create-admin {\"roles\":[\"USER\",\"ADMIN\"]}");

        Program again = system.run("create-admin", "--username", "GRACE");
        assertThat(again.exitCode()).isNotZero();
        assertThat(again.output().strip()).hasLineCount(1).containsIgnoringCase("taken");
    }

    @Test
    void somebodyWhoHasForgottenThePasswordIsLetInByACodeWhileItServes() {
        User user = system.client().newUser();

        Program reset = system.run("reset-password", "--username", user.username(), "--reason", "on the telephone");
        assertThat(reset.exitCode()).as(reset.output()).isZero();
        String code = reset.output().lines().findFirst().orElseThrow().replaceFirst(".*: ", "");

        system.client().post("/api/password-reset/confirm", Map.of("token", code, "new_password", "battery staple"))
                .expect(204);
        user.client().get("/api/user/sessions").expect(401);
        system.client().logIn(user.username(), "battery staple");
        assertThat(acts("account=" + user.id())).singleElement().satisfies(act -> {
            assertThat(act.get("type").asString()).isEqualTo("PasswordResetIssued");
            assertThat(act.at("/actor/id").asString()).isEqualTo("command-line");
            assertThat(act.get("reason").asString()).isEqualTo("on the telephone");
        });

        Program nobody = system.run("reset-password", "--username", "nobody-at-all");
        assertThat(nobody.exitCode()).isNotZero();
        assertThat(nobody.output().strip()).isEqualTo("There is no such account.");
    }

    private static List<JsonNode> acts(String query) {
        return firstAdministrator.client().get("/api/admin/acts?" + query).expect(200).json().get("results")
                .valueStream()
                .toList();
    }
}
