package io.chatledger.standalone;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** 4000 tokens at 100 a message are 40 messages. */
@ExtendWith(SharedSystems.class)
class OutOfTokensTest {

    private final OneProcess system;

    OutOfTokensTest(OneProcess system) {
        this.system = system;
    }

    @Test
    void theFortyFirstMessageIsRefusedAndTheClientToldNotToTryAgain() {
        User user = system.newUser();
        for (int sent = 1; sent <= 40; sent++) {
            assertThat(user.chat("message").expect(200).number("remaining_tokens")).isEqualTo(4000 - 100 * sent);
        }

        Answer refusal = user.chat("one too many").expectProblem(ErrorCode.OUT_OF_TOKENS);

        assertThat(refusal.number("required")).isEqualTo(100);
        assertThat(refusal.number("remaining_tokens")).isZero();
        assertThat(refusal.header("x-should-retry")).isEqualTo("false");
        assertThat(user.tokens()).isZero();
        assertThat(user.history()).hasSize(40);
    }

    @Test
    void of200MessagesAtOnceExactly40AreAnsweredAndTheOthersRefused() throws Exception {
        User user = system.newUser();
        Callable<Integer> message = () -> user.chat("message").status();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = threads.invokeAll(IntStream.range(0, 200).mapToObj(_ -> message).toList());
            assertThat(answers.stream().collect(groupingBy(Future::resultNow, counting())))
                    .isEqualTo(Map.of(200, 40L, 402, 160L));
        }

        assertThat(user.tokens()).isZero();
        assertThat(user.history()).hasSize(40);
    }

    @Test
    void anAdministratorCanGrantMore() {
        User user = system.newUser();
        User admin = system.admin();

        admin.client().post("/api/admin/users/" + user.id() + "/tokens", Map.of("amount", -3950, "reason", "a test"))
                .expect(200);
        user.chat("too dear").expectProblem(ErrorCode.OUT_OF_TOKENS);
        admin.client().post("/api/admin/users/" + user.id() + "/tokens", Map.of("amount", 50, "reason", "a gift"))
                .expect(200);
        user.chat("just right").expect(200);

        assertThat(user.tokens()).isZero();
    }
}
