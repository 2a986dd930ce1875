package io.chatledger.standalone;

import static io.chatledger.standalone.ThreeProcesses.Application.COMMAND_SIDE;
import static io.chatledger.standalone.ThreeProcesses.Application.QUERY_SIDE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three processes, of which one is down. */
class StoppedSideTest {

    private static ThreeProcesses system;

    @BeforeAll
    static void start() {
        system = new ThreeProcesses(Map.of());
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void without_query_side_chat_works_and_reads_say_when_to_come_back() {
        User user = system.client().newUser();
        system.stop(QUERY_SIDE);

        assertThat(user.chat("Hello").expect(200).number("remaining_tokens")).isEqualTo(3900);
        for (String path : new String[] {"/api/tokens", "/api/chat", "/api/tokens/history", "/api/user/profile"}) {
            expectUnavailable(user.client().get(path));
        }

        system.start(QUERY_SIDE);
        system.awaitReady(QUERY_SIDE);
        assertThat(user.tokens()).isEqualTo(3900);
        assertThat(user.history()).hasSize(1);
    }

    @Test
    void without_command_side_reads_work_and_chat_says_when_to_come_back() {
        User user = system.client().newUser();
        user.chat("Hello").expect(200);
        system.stop(COMMAND_SIDE);

        assertThat(user.tokens()).isEqualTo(3900);
        assertThat(user.history()).hasSize(1);
        expectUnavailable(user.chat("Hello"));
        expectUnavailable(system.client().post("/api/login",
                Map.of("username", user.username(), "password", user.password())));

        system.start(COMMAND_SIDE);
        system.awaitReady(COMMAND_SIDE);
        assertThat(user.chat("Hello").expect(200).number("remaining_tokens")).isEqualTo(3800);
    }

    private static void expectUnavailable(Answer answer) {
        answer.expectProblem(ErrorCode.UNAVAILABLE);
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    }
}
