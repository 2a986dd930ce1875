package io.chatledger.standalone;

import static io.chatledger.standalone.ThreeProcesses.Application.COMMAND_SIDE;
import static io.chatledger.standalone.ThreeProcesses.Application.QUERY_SIDE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Three processes, of which one is down. */
@ExtendWith(SharedSystems.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(ThreeProcesses.LOCK)
class StoppedSideTest {

    private final ThreeProcesses system;
    private final User user;
    private final long before;

    StoppedSideTest(ThreeProcesses system) {
        this.system = system;
        this.user = system.client().newUser();
        this.before = user.tokens();
    }

    @Test
    void withoutQuerySideChatWorksAndReadsSayWhenToComeBack() {
        system.stop(QUERY_SIDE);

        assertThat(user.chat("Hello").expect(200).number("remaining_tokens")).isEqualTo(before - 100);
        for (String path : new String[] {"/api/tokens", "/api/chat", "/api/tokens/history", "/api/user/profile"}) {
            expectUnavailable(user.client().get(path));
        }

        system.start(QUERY_SIDE);
        system.awaitReady(QUERY_SIDE);
        assertThat(user.tokens()).isEqualTo(before - 100);
        assertThat(user.history()).hasSize(1);
    }

    @Test
    void withoutCommandSideReadsWorkAndChatSaysWhenToComeBack() {
        user.chat("Hello").expect(200);
        system.stop(COMMAND_SIDE);

        assertThat(user.tokens()).isEqualTo(before - 100);
        assertThat(user.history()).hasSize(1);
        expectUnavailable(user.chat("Hello"));
        expectUnavailable(system.client().post("/api/login",
                Map.of("username", user.username(), "password", user.password())));

        system.start(COMMAND_SIDE);
        system.awaitReady(COMMAND_SIDE);
        assertThat(user.chat("Hello").expect(200).number("remaining_tokens")).isEqualTo(before - 200);
    }

    private static void expectUnavailable(Answer answer) {
        answer.expectProblem(ErrorCode.UNAVAILABLE);
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    }
}
