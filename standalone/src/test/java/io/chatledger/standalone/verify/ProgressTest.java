package io.chatledger.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter said = new StringWriter();
    private long nanos = 77;
    private final Progress progress = new Progress(new PrintWriter(said), () -> nanos);

    @Test
    void everyTwoSecondsItSaysHowFarItIsHowFastAndHowLongItWillStillTake() {
        pass(Duration.ofMillis(1999));
        progress.at(900, 10_000);
        assertThat(said.toString()).isEmpty();

        pass(Duration.ofMillis(1));
        progress.at(1000, 10_000);
        progress.at(1001, 10_000);
        pass(Duration.ofSeconds(3));
        progress.at(4000, 10_000);

        assertThat(said.toString().lines()).containsExactly(
                "1,000 of 10,000 events, 500 a second, 18 s left",
                "4,000 of 10,000 events, 800 a second, 8 s left");
        assertThat(progress.seconds()).isEqualTo(5.0);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
