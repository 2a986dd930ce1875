package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {

    @Test
    void aThrowAwaySystemIsUsedAndNothingIsLeftOfIt(@TempDir Path temporary, @TempDir Path data) {
        try (Program prepare = Program.start(
                Standalone.class,
                Map.of(
                        "CHATLEDGER_DATA", data.resolve("mine").toString(),
                        "CHATLEDGER_RATE_LIMITS", "off",
                        "JAVA_TOOL_OPTIONS", "-Dchatledger.prepare-seconds=2 -Djava.io.tmpdir=" + temporary),
                "prepare")) {
            prepare.awaitOutput("POST /api/chat 200");

            assertThat(prepare.exitCode()).isZero();
        }
        assertThat(temporary.toFile().list((_, name) -> name.startsWith("chatledger-prepare"))).isEmpty();
        assertThat(data).isEmptyDirectory();
    }
}
