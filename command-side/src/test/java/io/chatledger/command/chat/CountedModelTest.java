package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CountedModelTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private Function<Listener, Reply> script;
    private final CountedModel counted = new CountedModel(
            new FreeModel("scripted", listener -> script.apply(listener)), Clock.fixed(NOW, ZoneOffset.UTC));
    private final Cancellation cancellation = new Cancellation();

    @Test
    void anAnswerPassesUnchangedAndIsCounted() {
        script = onDelta -> {
            assertThat(counted.counted().running()).isEqualTo(1);
            onDelta.accept(Delta.text("Hel"));
            onDelta.accept(Delta.text("lo"));
            return new Reply("Hello", Finish.STOP, null);
        };
        var heard = new ArrayList<Delta>();

        assertThat(ask(heard::add)).isEqualTo(new Reply("Hello", Finish.STOP, null));

        assertThat(heard).containsExactly(Delta.text("Hel"), Delta.text("lo"));
        ModelCalls.Counted calls = counted.counted();
        assertThat(List.of(calls.begun(), calls.running(), calls.answered(), calls.cancelled()))
                .containsExactly(1L, 0L, 1L, 0L);
        assertThat(calls.failures()).isEmpty();
        assertThat(calls.firstWordMedian()).isNotNull().isEqualTo(calls.firstWord95th());
        assertThat(calls.lastFailureAt()).isNull();
    }

    @Test
    void failuresAreCountedByKindAndAnEmptyReplyIsOne() {
        fails(new ModelFailure(ErrorCode.PROVIDER_TIMEOUT, "late"));
        fails(new ModelFailure(ErrorCode.PROVIDER_TIMEOUT, "late"));
        fails(new IllegalStateException("broken"));
        fails(new StackOverflowError());
        script = onDelta -> new Reply("", Finish.STOP, null);
        assertThatThrownBy(() -> ask(piece -> {})).isInstanceOf(ModelFailure.class);

        ModelCalls.Counted calls = counted.counted();
        assertThat(calls.failures()).containsOnly(
                entry(ErrorCode.PROVIDER_TIMEOUT, 2L),
                entry(ErrorCode.INTERNAL, 2L),
                entry(ErrorCode.PROVIDER_FAILED, 1L));
        assertThat(calls.running()).isZero();
        assertThat(calls.answered()).isZero();
        assertThat(calls.firstWordMedian()).isNull();
        assertThat(calls.lastFailureAt()).isEqualTo(NOW);
    }

    @Test
    void whatTheUserCancelsIsNoFailure() {
        cancellation.cancel(ErrorCode.CANCELLED);
        fails(new ModelFailure(ErrorCode.PROVIDER_FAILED, "the connection broke"));

        assertThat(counted.counted().cancelled()).isEqualTo(1);
        assertThat(counted.counted().failures()).isEmpty();
        assertThat(counted.counted().lastFailureAt()).isNull();
    }

    @Test
    void whatIsToldBesideWordsIsPassedOnAndIsNoFirstWord() {
        script = listener -> {
            listener.beside(Delta.more("{\"system_fingerprint\":\"fp\"}"));
            throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "nothing else came");
        };
        var heard = new ArrayList<Delta>();

        assertThatThrownBy(() -> ask(heard::add)).isInstanceOf(ModelFailure.class);

        assertThat(heard).hasSize(1);
        assertThat(counted.counted().firstWordMedian()).isNull();
    }

    @Test
    void whoWasNotAskedDidNotFailInTheMetrics() {
        var registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        try {
            fails(ModelFailure.notAsked(ErrorCode.UNAVAILABLE, "all calls in use"));
            fails(new ModelFailure(ErrorCode.UNAVAILABLE, "said so"));

            assertThat(chats(registry, "not-asked")).isEqualTo(1);
            assertThat(chats(registry, "UNAVAILABLE")).isEqualTo(1);
            assertThat(counted.counted().failures()).containsOnly(entry(ErrorCode.UNAVAILABLE, 2L));
        } finally {
            Metrics.removeRegistry(registry);
        }
    }

    private static double chats(MeterRegistry registry, String outcome) {
        return registry.get("chatledger.chats")
                .tags("model", "scripted", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void ofTheTimesToTheFirstWordTheNewestHundredCount() {
        var calls = new ModelCalls();
        calls.spoke(Duration.ofMillis(9999));
        for (int millis = 1; millis <= 100; millis++) {
            calls.spoke(Duration.ofMillis(millis));
        }

        assertThat(calls.counted().firstWordMedian()).isEqualTo(Duration.ofMillis(50));
        assertThat(calls.counted().firstWord95th()).isEqualTo(Duration.ofMillis(95));
    }

    private void fails(Throwable failure) {
        script = onDelta -> {
            switch (failure) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new AssertionError(failure);
            }
        };
        assertThatThrownBy(() -> ask(piece -> {})).isSameAs(failure);
    }

    private Reply ask(Listener listener) {
        return counted.reply(new Prompt(List.of(new Turn(Role.USER, "Hi")), 0), listener, cancellation);
    }
}
