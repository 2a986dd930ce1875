package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chatledger.standalone.Auditor.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An auditor's afternoon. */
@ExtendWith(SharedSystems.class)
class VerifyTest {

    private final OneProcess system;
    private final Auditor auditor;

    @TempDir
    Path folder;

    VerifyTest(OneProcess system) {
        this.system = system;
        this.auditor = Auditor.of(system.gateway(), system.admin());
    }

    @Test
    void aRunningSystemIsVerifiedFromOutsideAndTheNextTimeFromWhatWasKept() {
        system.newUser().chat("Hello").expect(200);
        Verdict first = auditor.verify(folder).holds();
        system.newUser().chat("Hello again").expect(200);
        Verdict second = auditor.verify(folder).holds();

        assertThat(first.report()).contains("The key is taken from the log itself, unverified: localhost/chatledger+")
                .containsPattern("-  +nothing changed since the kept checkpoint +not checked")
                .containsPattern("ok +no published checkpoint contradicts them +\\d+ of them\\n")
                .containsPattern("ok +every account has what the read model says +\\d+ accounts at position");
        assertThat(second.report()).doesNotContain("believed")
                .containsPattern("ok +nothing changed since the kept checkpoint +from \\d+ to \\d+ events");
    }

    @Test
    void anExportIsVerifiedWithoutTheSystemAndAChangedByteInItIsFound() throws IOException {
        system.newUser().chat("Hello").expect(200);
        auditor.export(folder.resolve("log"));

        Verdict verdict = verifyFolder().holds();

        assertThat(verdict.report()).containsPattern("- +the sums are those of the trial balance +not checked")
                .containsPattern("- +no published checkpoint contradicts them +not checked");
        changeFirstEvent();
        assertThat(verifyFolder().isWrong("is what was hashed", "position 1:").isWrong("the root", "").report())
                .contains("first bad position: 1\n");
    }

    /** A byte of the export, in the id of its account. */
    private void changeFirstEvent() throws IOException {
        Path entries;
        try (Stream<Path> files = Files.walk(folder.resolve("log/tile/entries"))) {
            entries = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(entries);
        int at = 2 + "{\"aggregateId\":\"".length();
        bytes[at] = (byte) (bytes[at] == '0' ? '1' : '0');
        Files.write(entries, bytes);
    }

    @Test
    void whatCannotBeReadIsNotCalledWrong() {
        assertThat(Auditor.run("verify", "http://127.0.0.1:1/", "--kept", folder.toString()).exitCode()).isEqualTo(2);
        assertThat(Auditor.run("verify", system.gateway().toString(), "--token", "none", "--kept", folder.toString())
                .exitCode()).isEqualTo(2);
        assertThat(Auditor.run("verify", folder.resolve("none").toString()).exitCode()).isEqualTo(2);
        assertThat(Auditor.run("verify").exitCode()).isEqualTo(2);
    }

    @Test
    void aLogThatWasSignedByAnotherKeyIsWrong() throws IOException {
        system.newUser().chat("Hello").expect(200);
        Path foreign = Files.writeString(folder.resolve("foreign"), LogKeyRotationTest.FOREIGN);

        Verdict verdict = auditor.verify(folder.resolve("kept"), "--key", foreign.toString());

        verdict.isWrong("signature of the checkpoint", LogKeyRotationTest.FOREIGN);
        assertThat(verdict.exitCode()).isEqualTo(1);
        assertThat(folder.resolve("kept")).as("nothing is kept of it").doesNotExist();
    }

    @Test
    void aReceiptIsVerifiedWithTheKeyAlone() throws IOException {
        User user = system.newUser();
        String message = user.chat("Hello").expect(200).text("id");
        Path key = Files.writeString(
                folder.resolve("key"), system.client().get("/api/audit/log/key").expect(200).body());
        Path file = folder.resolve("receipt.tlog-proof");
        String receipt = Auditor.receipt(user, "/api/chat/" + message + "/receipt");
        Files.writeString(file, receipt);

        assertThat(Auditor.run("verify", "--receipt", file.toString(), "--key", key.toString()).holds().report())
                .contains("The receipt holds.", message, "TokensDebited");
        String keys = system.client().get("/api/audit/log/keys").expect(200).body();
        assertThat(keys).as("there was no rotation").isEqualTo(Files.readString(key));
        Files.writeString(key, "example.org+8b9265f9+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n" + keys);
        assertThat(Auditor.run("verify", "--receipt", file.toString(), "--key", key.toString()).holds().report())
                .as("with one of several keys").contains("The receipt holds.");
        Files.writeString(file, receipt.replace("index ", "index 1"));
        assertThat(Auditor.run("verify", "--receipt", file.toString(), "--key", key.toString()).exitCode())
                .isEqualTo(1);
    }

    /** With golang.org/x/mod/sumdb/note and golang.org/x/mod/sumdb/tlog, which know nothing of us. */
    @Test
    void librariesOfGoAcceptCheckpointEntriesProofsAndReceipts() throws Exception {
        Path program = goProgram();
        User user = system.newUser();
        String message = user.chat("Hello").expect(200).text("id");
        Path receipt = Files.writeString(
                folder.resolve("receipt"), Auditor.receipt(user, "/api/chat/" + message + "/receipt"));
        auditor.export(folder.resolve("log"));
        String key = folder.resolve("log/key").toString();

        assertThat(run(program, "-key", key, "-token", auditor.token(), "-url", system.gateway() + "/api/audit/log/"))
                .contains("entries hold");
        assertThat(run(program, "-key", key, "-url", folder.resolve("log").toString())).contains("entries hold");
        assertThat(run(program, "-key", key, "-receipt", receipt.toString())).contains("the receipt holds", message);

        changeFirstEvent();
        Verdict tampered = Auditor.program(
                Path.of("."), program.toString(), "-key", key, "-url", folder.resolve("log").toString());
        assertThat(tampered.exitCode()).as(tampered.report()).isNotZero();
        assertThat(tampered.report()).contains("entry 0 has another hash");
    }

    /** Each entry by its number: query-side counts the entries of the statement, and command-side those of the log. */
    @Test
    void theReceiptOfEachEntryOfTheStatementIsOfTheEventThatTheEntryTellsOf() {
        User user = system.newUser();
        Client admin = system.admin().client();
        user.chat("Hello").expect(200);
        for (long amount : new long[] {500, -300}) {
            admin.post("/api/admin/users/" + user.id() + "/tokens", Map.of("amount", amount, "reason", "a test"))
                    .expect(200);
        }
        user.chat("Hello again", "demo").expect(200);

        List<JsonNode> statement = user.statement();

        assertThat(statement).extracting(entry -> entry.get("type").asString())
                .containsExactly("DEBITED", "HELD", "REVOKED", "GRANTED", "DEBITED", "HELD", "GRANTED");
        assertThat(statement).allSatisfy(entry -> {
            String receipt = Auditor.receipt(user, "/api/tokens/history/" + entry.get("position") + "/receipt");
            JsonNode leaf = JsonMapper.shared().readTree(Base64.getDecoder().decode(
                    receipt.lines().skip(1).findFirst().orElseThrow().substring("extra ".length())));
            JsonNode payload = JsonMapper.shared().readTree(leaf.get("payload").asString());
            assertThat(leaf.get("payloadType").asString())
                    .isEqualToIgnoringCase("io.chatledger.api.Tokens" + entry.get("type").asString());
            assertThat(leaf.get("aggregateId").asString()).isEqualTo(user.id());
            assertThat(payload.get("amount")).isEqualTo(entry.get("amount"));
            assertThat(payload.path("messageId").asString("none"))
                    .isEqualTo(entry.path("message_id").asString("none"));
        });
    }

    /** Through the gateway. */
    @Test
    void aTileThatIsKnownIsNotSentAgain() {
        Client client = system.admin().client();
        String path = "/api/audit/log/tile/entries/000.p/1";
        Answer tile = client.get(path).expect(200);

        assertThat(tile.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        Answer again = client.with("If-None-Match", tile.header("ETag")).get(path).expect(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(tile.header("ETag"));
        assertThat(again.header("Cache-Control")).isEqualTo(tile.header("Cache-Control"));
        client.with("If-None-Match", "\"another\"").get(path).expect(200);
    }

    private static String run(Path program, String... arguments) throws Exception {
        Verdict verdict = Auditor.program(Path.of("."),
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toArray(String[]::new));
        return verdict.holds().report();
    }

    private static Path goProgram() throws Exception {
        Optional<Path> program = GoProgram.ofSource(Path.of("src/test/go"), "logcheck");
        assumeTrue(program.isPresent(), "the log is not checked by libraries of Go");
        return program.orElseThrow();
    }

    private Verdict verifyFolder() {
        return Auditor.run("verify", folder.resolve("log").toString(), "--kept", folder.resolve("kept").toString());
    }
}
