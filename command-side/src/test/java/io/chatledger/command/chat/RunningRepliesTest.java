package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.command.chat.RunningReply.Piece;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of this process, for replies under way. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunningRepliesTest {

    private static final Piece.Done DONE = new Piece.Done(
            new ChatAnswer("1", "2", "", "echo", 1, 1, Instant.EPOCH, Finish.STOP, null, null, false, null, null));

    @Test
    void aReplyThatFinishesInTimeIsWaitedForAndNotStopped() throws Exception {
        var replies = new RunningReplies(AnyChatSettings.withRepliesFinishingWithin(Duration.ofSeconds(20)));
        replies.start();
        var finishes = new CountDownLatch(1);
        var stopped = new CompletableFuture<ErrorCode>();
        RunningReply reply = replies.start(RunningReplyTest.anyMessage(), running -> {
            uninterruptibly(finishes);
            stopped.complete(running.cancellation().reason());
            return DONE;
        });
        var end = new CompletableFuture<Void>();
        replies.stop(() -> end.complete(null));

        assertThat(reply.next(Duration.ofMillis(200))).isNull();
        assertThat(end).isNotDone();
        finishes.countDown();

        assertThat(reply.next(Duration.ofSeconds(10))).isEqualTo(DONE);
        assertThat(stopped.get()).isNull();
        await().until(end::isDone);
    }

    @Test
    void aReplyThatTakesLongerIsStoppedBecauseWeEnd() {
        var replies = new RunningReplies(AnyChatSettings.withRepliesFinishingWithin(Duration.ofMillis(200)));
        replies.start();
        var stopped = new CountDownLatch(1);
        RunningReply reply = replies.start(RunningReplyTest.anyMessage(), running -> {
            running.cancellation().onCancel(stopped::countDown);
            uninterruptibly(stopped);
            return DONE;
        });
        long begunNanos = System.nanoTime();

        replies.stop();

        assertThat(reply.cancellation().reason()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - begunNanos)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
