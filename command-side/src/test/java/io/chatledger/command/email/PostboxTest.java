package io.chatledger.command.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.CommandSideTest;
import io.chatledger.command.limit.StrangerLimits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
class PostboxTest {

    @Autowired
    Mailer mailer;

    @Autowired
    StrangerLimits limits;

    private final CountDownLatch serverAnswers = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private Postbox postbox;

    @BeforeEach
    void open() {
        postbox = new Postbox(mailer, limits, new EmailSettings(false, new EmailSettings.Email(
                "", 2, 5, Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(1))));
    }

    @Test
    void soManyAreSentAtOnceSoManyWaitAndTheRestIsToldToTheLog(CapturedOutput log) throws Exception {
        for (int i = 0; i < 8; i++) {
            postbox.later(this::send);
        }
        serverAnswers.countDown();
        postbox.close();

        assertThat(mostUnderWay.get()).isLessThanOrEqualTo(2);
        assertThat(sent.get()).isEqualTo(7);
        assertThat(log).containsOnlyOnce("A mail was dropped: 5 others are waiting");
    }

    @Test
    void whatTheServerDoesNotTakeInTimeIsCountedAtTheEnd(CapturedOutput log) throws Exception {
        for (int i = 0; i < 3; i++) {
            postbox.later(this::send);
        }
        postbox.close();

        assertThat(log).contains("3 mails were dropped because the process ends");
    }

    @Test
    void anErrorIsTheEndOfOneMailOnly(CapturedOutput log) throws Exception {
        serverAnswers.countDown();
        for (int i = 0; i < 3; i++) {
            postbox.later(() -> {
                throw new StackOverflowError();
            });
        }
        postbox.later(this::send);
        postbox.close();

        assertThat(sent.get()).isEqualTo(1);
        assertThat(log).contains("A mail could not be written: java.lang.StackOverflowError");
    }

    private void send() {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            serverAnswers.await();
            sent.incrementAndGet();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.decrementAndGet();
        }
    }
}
