package io.chatledger.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Restarts restarts = new Restarts();

    @Test
    void aServerThatEndsSoonIsStartedFiveTimesMoreAndNotASixth() {
        endsFiveTimes();

        assertThat(restarts.isWorthAnother(MINUTE)).isFalse();
        assertThat(restarts.endsInARow()).isEqualTo(6);
    }

    @Test
    void oneThatHasRunForMoreThanAMinuteBeginsAnew() {
        endsFiveTimes();

        assertThat(restarts.isWorthAnother(MINUTE.plusNanos(1))).isTrue();
        assertThat(restarts.endsInARow()).isEqualTo(1);
    }

    private void endsFiveTimes() {
        for (int i = 0; i < 5; i++) {
            assertThat(restarts.isWorthAnother(MINUTE)).isTrue();
        }
    }
}
