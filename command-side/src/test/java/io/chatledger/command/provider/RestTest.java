package io.chatledger.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.ModelFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Rest rest = new Rest("model", nanos::get);

    @Test
    void itLastsToItsVeryEndAndNoLonger() {
        assertThatCode(rest::check).doesNotThrowAnyException();
        assertThat(rest.left()).isZero();

        begins(4);

        passes(Duration.ofSeconds(4).minusNanos(1));
        assertThatThrownBy(rest::check).isInstanceOf(ModelFailure.class).hasMessage("model rests");
        assertThat(rest.left()).isEqualTo(Duration.ofNanos(1));
        passes(Duration.ofNanos(1));
        assertThatCode(rest::check).doesNotThrowAnyException();
        assertThat(rest.left()).isZero();
    }

    @Test
    void aLaterOneReplacesAnEarlierOne() {
        begins(10);
        begins(2);

        passes(Duration.ofSeconds(2));

        assertThatCode(rest::check).doesNotThrowAnyException();
    }

    private void begins(int seconds) {
        rest.begin(new ProviderRefusal.Pause(
                Duration.ofSeconds(seconds), false, left -> Refusal.later(ErrorCode.RATE_LIMITED, "later", left)));
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
