package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operator's command line, on a running system. */
@ExtendWith(SharedSystems.class)
class OperateTest {

    private record Said(int status, String out, String err) {

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private final OneProcess system;
    private final String token;

    OperateTest(OneProcess system) {
        this.system = system;
        this.token = Auditor.of(system.gateway(), system.admin()).token();
    }

    @Test
    void theStatusNamesReadModelsHoldsAndModels() {
        Said said = run("status");

        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out()).contains("read model balance", "open holds", "model echo of chatledger: ");
        assertThat(run("status", "--json").json().propertyNames())
                .containsExactly("projections", "holds", "providers");
    }

    @Test
    void aRebuildIsFollowedToItsEnd() {
        Said said = run("rebuild", "acts", "--follow");

        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out().lines().toList().getLast()).matches("acts following \\[#{30}] 100%");
        assertThat(run("projections").out()).containsPattern("acts +following");
    }

    @Test
    void whatIsNotUnderWayCanBeNeitherPausedNorResumedNorCancelled() {
        for (String change : List.of("--pause", "--resume", "--cancel")) {
            Said said = run("rebuild", "days", change);
            assertThat(said.status()).isEqualTo(2);
            assertThat(said.err()).hasLineCount(1).contains("404", "not being rebuilt");
        }
        assertThat(run("rebuild", "days", "--pause", "--cancel").status()).isEqualTo(2);
    }

    @Test
    void aReplayMatches() {
        system.newUser().chat("hello").expect(200);

        Said said = run("replay");

        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out()).contains("all match.");
    }

    @Test
    void eventsAreOneALine() {
        User user = system.newUser();

        Said said = run("events", "--account", user.id(), "--type", "TokensGranted");

        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out()).hasLineCount(1);
        assertThat(said.json().get("type").asString()).isEqualTo("TokensGranted");
    }

    @Test
    void openHoldsAreListed() {
        assertThat(run("holds").out()).contains("open holds");
        assertThat(run("holds", "--json").json().has("open")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://localhost:1 | x | does not answer
            | forged | is answered with 401
            """)
    void whoeverCannotAskIsToldSoInOneLine(String url, String token, String why) {
        Said said = runWith(url == null ? system.gateway().toString() : url, token, "status");

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err().strip()).hasLineCount(1).contains(why);
        assertThat(said.out()).isEmpty();
    }

    @Test
    void aShellCanCompleteTheCommands() {
        assertThat(execute("generate-completion").out()).contains("complete -F", "chatledger", "projections");
    }

    private Said run(String... command) {
        return runWith(system.gateway().toString(), token, command);
    }

    private static Said runWith(String url, String token, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--url", url, "--token", token));
        return execute(arguments.toArray(String[]::new));
    }

    private static Said execute(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine commandLine = Standalone.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Said(commandLine.execute(arguments), out.toString(), err.toString());
    }
}
