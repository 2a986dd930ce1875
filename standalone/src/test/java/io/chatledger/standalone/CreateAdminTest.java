package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.standalone.postgres.Database;
import io.chatledger.standalone.postgres.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code create-admin} and {@code reset-password} while the system does not serve. */
class CreateAdminTest {

    private final DataFolder data = TestData.newFolder();
    private final StringWriter output = new StringWriter();

    @Test
    void makesTheFirstAdministratorAndNoOtherOneAndLeavesNothingRunning() {
        assertThat(createAdmin("ada")).isZero();

        assertThat(output.toString()).matches("Administrator: ada {3}password, shown only now: \\S{24}\\R");
        assertThat(PostgresServer.portOfRunning(data.postgres())).isEmpty();
        data.lock().close();
        assertThat(usernames()).containsExactly("ada");
    }

    @Test
    void theOnlyAdministratorGetsAResetCodeWhileNothingServes() {
        createAdmin("ada");

        assertThat(run("reset-password", "ada")).isZero();

        assertThat(output.toString()).containsPattern("Code for ada, shown only now and good until \\S+Z: \\S{43}\\R");
        assertThat(usernames()).containsExactly("ada");
    }

    @Test
    void saysInOneLineWhatIsWrongWithAName() {
        assertThat(createAdmin("a b")).isNotZero();

        assertThat(output.toString().strip()).hasLineCount(1).startsWith("The username must");
        assertThat(usernames()).isEmpty();
    }

    private int createAdmin(String username) {
        return run("create-admin", username);
    }

    private int run(String command, String username) {
        CommandLine commandLine = Standalone.commandLine();
        commandLine.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(output, true));
        return commandLine.execute(command, "--data", data.path().toString(), "--username", username);
    }

    private List<String> usernames() {
        try (PostgresServer postgres = OwnDatabase.start(data)) {
            return TestData.database(data, postgres.port(), Database.COMMAND_ROLE)
                    .sql("SELECT username FROM events.account_claim").query(String.class).list();
        }
    }
}
