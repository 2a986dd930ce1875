package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.standalone.Auditor.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor who keeps a checkpoint while the key of the log is replaced. */
class LogKeyRotationTest {

    private static final String ADMIN_PASSWORD = "battery staple";
    /** A key of a log of this name that nobody signs with here. */
    static final String FOREIGN =
            "localhost/chatledger+aa5b0de8+Af1c/UsiDlo8Qso39hwHf0HNwDQfy1QspNfO2qI1gJZl";
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Duration BETWEEN_CHATS = Duration.ofSeconds(1);

    private final Serving system = new Serving(Map.of(
            "CHATLEDGER_ADMIN_PASSWORD", ADMIN_PASSWORD, "CHATLEDGER_LOG_KEYOVERLAP", "3s"));
    private final Client client = system.client();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void theLogIsVerifiedAcrossARotationWithTheKeysOfBothTimes() throws IOException {
        User user = client.newUser();
        String message = user.chat("before").expect(200).text("id");
        Path receipt = Files.writeString(
                folder.resolve("receipt"), Auditor.receipt(user, "/api/chat/" + message + "/receipt"));
        verify().holds();
        String old = get("key");
        assertThat(get("keys")).isEqualTo(old);

        assertThat(system.run("rotate-key", "--log").exitCode()).isZero();
        await("the new key signs").atMost(WITHIN).pollInterval(BETWEEN_CHATS).until(() -> {
            user.chat("meanwhile").expect(200);
            return !get("key").equals(old);
        });
        String now = get("key");
        assertThat(get("keys")).isEqualTo(now + old);
        await("the old one does not any more").atMost(WITHIN).pollInterval(BETWEEN_CHATS).until(() -> {
            user.chat("after").expect(200);
            return signatures() == 1;
        });

        assertThat(verify().report()).as("with the key that was kept")
                .containsPattern("WRONG +signature of the checkpoint");
        Verdict withoutTheOld = verify("--key", file(now));
        assertThat(withoutTheOld.exitCode()).as(withoutTheOld.report()).isEqualTo(2);
        verify("--key", file(FOREIGN + "\n" + old)).isWrong("signature of the checkpoint", FOREIGN);
        assertThat(verify("--key", file(now + old)).holds().report())
                .containsPattern("ok +nothing changed since the kept checkpoint +from \\d+ to \\d+ events");
        verify().holds();
        for (String keys : List.of(now + old, old)) {
            Auditor.run("verify", "--receipt", receipt.toString(), "--key", file(keys)).holds();
        }
        assertThat(Auditor.run("verify", "--receipt", receipt.toString(), "--key", file(now)).exitCode()).isEqualTo(1);
    }

    private Verdict verify(String... more) {
        Auditor auditor = Auditor.of(client.gateway(), client.logIn("admin", ADMIN_PASSWORD));
        return auditor.verify(folder.resolve("kept"), more);
    }

    private String file(String keys) throws IOException {
        return Files.writeString(folder.resolve("keys"), keys).toString();
    }

    private long signatures() {
        User admin = client.logIn("admin", ADMIN_PASSWORD);
        return admin.client().get("/api/audit/log/checkpoint").expect(200).body().lines().skip(4).count();
    }

    private String get(String path) {
        return client.get("/api/audit/log/" + path).expect(200).body();
    }
}
