package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Whoever has written reads what he has written. */
@ExtendWith(SharedSystems.class)
class FreshnessTest {

    private static final int USERS = 25;
    private static final int MESSAGES_EACH = 40;
    private static final int USERS_AT_ONCE = 5;

    private final OneProcess system;

    FreshnessTest(OneProcess system) {
        this.system = system;
    }

    @Test
    void aThousandTimesAMessageIsInTheBalanceAndTheHistoryAsSoonAsItIsAnswered() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(USERS_AT_ONCE)) {
            Callable<Void> user = () -> {
                chatAndLook(system.newUser());
                return null;
            };
            List<Future<Void>> users = threads.invokeAll(IntStream.range(0, USERS).mapToObj(_ -> user).toList());
            for (Future<Void> finished : users) {
                finished.get();
            }
        }
    }

    private static void chatAndLook(User user) {
        for (int sent = 1; sent <= MESSAGES_EACH; sent++) {
            Answer answer = user.chat("message " + sent).expect(200);
            assertThat(user.tokens()).isEqualTo(answer.number("remaining_tokens"));
            JsonNode newest = user.client().get("/api/chat?limit=1").expect(200).json().at("/results/0");
            assertThat(newest.required("id").asString()).isEqualTo(answer.text("id"));
            assertThat(newest.required("response").asString()).isEqualTo("Echo: message " + sent);
        }
    }
}
