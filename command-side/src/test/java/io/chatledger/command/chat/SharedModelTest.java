package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.TokenAmount;
import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedModelTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void itsPriceMustBeTheSameAtAllProviders() {
        assertThat(shared(at("a", 100), at("b", 100)).price()).isEqualTo(flat(100));
        assertThatThrownBy(() -> shared(at("a", 100), at("b", 101)))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("price of the model m at b is 101 a message; allowed is that at a, 100 a message.");
    }

    @Test
    void noProviderMayHaveItTwice() {
        assertThatThrownBy(() -> shared(at("a", 100), at("b", 100), at("a", 100)))
                .isInstanceOf(WrongSetting.class)
                .hasMessageContaining("a, b, a");
    }

    @Test
    void whoCancelsDoesNotWaitForThePauseToEndAndNobodyIsAskedAgain() throws Exception {
        var asked = new AtomicInteger();
        var cancellation = new Cancellation();
        var model = new FreeModel("m", _ -> {
            asked.incrementAndGet();
            throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "as ever");
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = threads.submit(() -> new SharedModel(List.of(model), 1, LONG)
                    .reply(new Prompt(List.of(), 0), _ -> {}, cancellation));
            await().until(() -> asked.get() == 1);

            cancellation.cancel(ErrorCode.CANCELLED);

            await().until(asking::isDone);
            assertThat(asking.exceptionNow()).isInstanceOfSatisfying(
                    ModelFailure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void noPauseGoesBeyondTheTimeOfTheCall() {
        var asked = new AtomicInteger();
        var model = new FreeModel("m", "a", flat(100), LONG.dividedBy(2), _ -> {
            asked.incrementAndGet();
            throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "as ever");
        });

        assertThat(failureOf(new SharedModel(List.of(model), 1, LONG)).getMessage()).isEqualTo("as ever");

        assertThat(asked).hasValue(1);
    }

    @Test
    void theClientIsToldRatherWhatFailedThanWhoWasNotAsked() {
        FreeModel failing = failing("a", new ModelFailure(ErrorCode.PROVIDER_FAILED, "as ever"));
        FreeModel notAsked = failing("b", ModelFailure.notAsked(ErrorCode.UNAVAILABLE, "not asked"));

        assertThat(failureOf(shared(failing, notAsked)).code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(failureOf(shared(notAsked, failing)).code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(failureOf(shared(notAsked)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private static ModelFailure failureOf(SharedModel model) {
        return catchThrowableOfType(
                ModelFailure.class, () -> model.reply(new Prompt(List.of(), 0), _ -> {}, new Cancellation()));
    }

    private static FreeModel failing(String provider, ModelFailure failure) {
        return new FreeModel("m", provider, flat(100), LONG, _ -> {
            throw failure;
        });
    }

    private static SharedModel shared(FreeModel... providers) {
        return new SharedModel(List.of(providers), 0, LONG);
    }

    private static FreeModel at(String provider, long price) {
        return new FreeModel("m", provider, flat(price), LONG, _ -> {
            throw new AssertionError("not asked");
        });
    }

    private static Price flat(long price) {
        return new Price.Flat(new TokenAmount(price));
    }
}
