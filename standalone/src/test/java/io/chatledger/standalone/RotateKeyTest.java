package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** {@code rotate-key} while the system serves. */
@ExtendWith(SharedSystems.class)
class RotateKeyTest {

    private final OneProcess system;

    RotateKeyTest(OneProcess system) {
        this.system = system;
    }

    @Test
    void asvs1334ANewKeyComesAndNobodyHasToLogInAgain() throws Exception {
        User before = system.newUser();
        List<String> keysBefore = keys();

        assertThat(rotateKey()).startsWith("A new key is requested.");
        await().until(() -> keys().size() == keysBefore.size() + 1);

        assertThat(keys()).containsAll(keysBefore);
        User after = system.newUser();
        for (User user : List.of(before, after)) {
            user.chat("Hello").expect(200);
            user.client().get("/api/tokens").expect(200);
        }
    }

    private String rotateKey() {
        StringWriter output = new StringWriter();
        CommandLine commandLine = Standalone.commandLine();
        commandLine.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(output, true));
        commandLine.execute("rotate-key", "--data", system.data().path().toString());
        return output.toString();
    }

    private List<String> keys() throws Exception {
        return JWKSet.load(system.data().keys().resolve("access-token-keys.json").toFile()).getKeys().stream()
                .map(key -> key.getKeyID())
                .toList();
    }
}
