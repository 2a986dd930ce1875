package io.chatledger.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void everyItemIsTakenOnceBeforeItsCallerGoesOnAndNeverTwoGroupsAtATime() {
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger mostAtWork = new AtomicInteger();
        var turns = new Turns<Integer>(3, Duration.ZERO, items -> {
            mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
            taken.addAll(items);
            sizes.add(items.size());
            atWork.decrementAndGet();
        });

        Queue<Integer> notYetDone = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 1000).forEach(item -> threads.execute(() -> {
                turns.take(item);
                if (!taken.contains(item)) {
                    notYetDone.add(item);
                }
            }));
        }

        assertThat(notYetDone).isEmpty();
        assertThat(taken).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1000).boxed().toList());
        assertThat(sizes).allMatch(size -> size <= 3);
        assertThat(mostAtWork).hasValue(1);
    }

    @Test
    void groupsBeginAnIntervalApart() {
        Duration interval = Duration.ofMillis(50);
        List<Long> begunNanos = new ArrayList<>();
        var turns = new Turns<String>(3, interval, items -> begunNanos.add(System.nanoTime()));
        long startNanos = System.nanoTime();

        turns.take("first");
        turns.take("second");

        assertThat(begunNanos).hasSize(2);
        assertThat(begunNanos.getLast() - startNanos).isGreaterThanOrEqualTo(interval.toNanos());
    }

    @Test
    void whoeverComesAfterAFailureHasATurn() {
        var turns = new Turns<String>(3, Duration.ZERO, items -> {
            if (items.equals(List.of("bad"))) {
                throw new IllegalStateException();
            }
            if (items.equals(List.of("fatal"))) {
                throw new StackOverflowError();
            }
        });

        assertThatThrownBy(() -> turns.take("bad")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> turns.take("fatal")).isInstanceOf(StackOverflowError.class);
        turns.take("good");
    }
}
