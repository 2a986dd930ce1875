package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.standalone.ScriptedProvider.Model;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One key, one message, one charge, one answer. */
@ExtendWith(SharedSystems.class)
class IdempotencyTest {

    private static final int REPEATERS = 100;

    private final SystemWithProvider system;
    private final User user;
    private final User repeater;

    IdempotencyTest(SystemWithProvider system) {
        this.system = system;
        this.user = system.newUser();
        this.repeater = user.with("Idempotency-Key", "key-" + UUID.randomUUID());
    }

    @Test
    void theSameKey100TimesAtOnceIsOneMessageAndOneCharge() throws Exception {
        List<Callable<Answer>> tries = IntStream.range(0, REPEATERS)
                .<Callable<Answer>>mapToObj(i -> () -> i % 2 == 0
                        ? repeater.chat("once", Model.STEADY.id())
                        : repeater.stream("once", Model.STEADY.id()))
                .toList();
        List<Answer> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(tries).stream().map(Future::resultNow).toList();
        }
        Answer first = repeater.chat("once", Model.STEADY.id()).expect(200);

        assertThat(answers).allSatisfy(answer -> {
            if (answer.status() == 200) {
                assertThat(answer.body()).contains(first.body());
            } else {
                // Of fifty streams at once most are too many.
                answer.expectProblem(answer.status() == 429 ? ErrorCode.RATE_LIMITED : ErrorCode.IN_PROGRESS);
            }
        });
        assertThat(answers.stream().filter(answer -> answer.status() == 200)
                .filter(answer -> answer.header("Idempotent-Replayed").isEmpty())).hasSize(1);
        assertThat(user.history()).hasSize(1);
        assertThat(system.ledger().stories(user)).extracting(Ledger.Story::events).containsExactly(Ledger.ANSWERED);
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void afterARestartTheAnswerIsTheSameToTheLetter() {
        Answer first = repeater.chat("remember", Model.STEADY.id()).expect(200);
        User streamer = user.with("Idempotency-Key", "another-key");
        Answer streamed = streamer.stream("remember this", Model.STEADY.id()).expect(200);
        user.chat("meanwhile").expect(200);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();

        system.serving().program().terminate();
        system.serving().start();

        Answer again = repeater.chat("remember", Model.STEADY.id()).expect(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        Answer streamedAgain = streamer.stream("remember this", Model.STEADY.id()).expect(200);
        assertThat(streamedAgain.last("done")).isEqualTo(streamed.last("done"));
        assertThat(streamedAgain.said()).isEqualTo(streamed.said());
        assertThat(streamedAgain.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(user.tokens()).isEqualTo(3700);
        assertThat(user.history()).hasSize(3);
    }

    @Test
    void theSameGrant50TimesAtOnceAndAgainAfterARestartIsOneGrant() throws Exception {
        Client admin = system.admin().client().with("Idempotency-Key", "grant-" + UUID.randomUUID());
        Callable<Answer> grant = () -> admin.post(
                "/api/admin/users/" + user.id() + "/tokens", Map.of("amount", 50, "reason", "a test"));
        List<Answer> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(Collections.nCopies(50, grant)).stream().map(Future::resultNow).toList();
        }
        Answer again = grant.call().expect(200);

        assertThat(answers).anyMatch(answer -> answer.status() == 200).allSatisfy(answer -> {
            if (answer.status() == 200) {
                assertThat(answer.body()).isEqualTo(again.body());
            } else {
                answer.expectProblem(ErrorCode.IN_PROGRESS);
            }
        });
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(user.tokens()).isEqualTo(4050);

        system.serving().program().terminate();
        system.serving().start();

        assertThat(grant.call().expect(200).body()).isEqualTo(again.body());
        assertThat(user.tokens()).isEqualTo(4050);
        assertThat(user.statement()).hasSize(2);
    }

    @Test
    void theSameKeyForSomethingElseIsRefusedAndCostsNothing() {
        repeater.chat("this").expect(200);

        repeater.chat("that").expectProblem(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        repeater.chat("this", Model.STEADY.id()).expectProblem(ErrorCode.IDEMPOTENCY_KEY_REUSED);

        assertThat(user.tokens()).isEqualTo(3900);
        User another = system.newUser();
        another.with("Idempotency-Key", repeater.client().headers().getLast()).chat("that").expect(200);
    }

    @Test
    void whileTheFirstIsBeingAnsweredTheOthersAreToldSo() {
        String message = "patience " + UUID.randomUUID();
        try (var chat = OpenChat.send(repeater, message, Model.PATIENT)) {
            chat.readUntil("one");

            repeater.chat(message, Model.PATIENT.id()).expectProblem(ErrorCode.IN_PROGRESS);
        }
        await().until(() -> !system.provider().isAnswering(message));
    }

    @Test
    void aKeyWhoseMessageFailedCanBeUsedAgain() {
        repeater.chat("fail", Model.FAILING.id()).expectProblem(ErrorCode.PROVIDER_FAILED);

        repeater.chat("succeed").expect(200);

        assertThat(user.tokens()).isEqualTo(3900);
    }
}
