package io.chatledger.standalone;

import static java.util.stream.Collectors.toMap;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What clients got to see: how often which end, and how long they had to wait for it at most. */
final class Outcomes {

    private static final String NO_ANSWER = "no answer";

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final AtomicLong slowestNanos = new AtomicLong();

    /** The answer to a request; null if there was none, or half of one. */
    @Nullable Answer of(Supplier<Answer> request) {
        long begunNanos = System.nanoTime();
        Answer answer;
        try {
            answer = request.get();
        } catch (UncheckedIOException noAnswer) {
            answer = null;
        }
        long tookNanos = System.nanoTime() - begunNanos;
        slowestNanos.accumulateAndGet(tookNanos, Math::max);
        counts.computeIfAbsent(nameOf(answer), _ -> new LongAdder()).increment();
        return answer;
    }

    private static String nameOf(@Nullable Answer answer) {
        if (answer == null) {
            return NO_ANSWER;
        }
        String status = Integer.toString(answer.status());
        if (answer.status() == 200 && answer.header("Content-Type").startsWith("text/event-stream")) {
            Answer.Event last = answer.events().getLast();
            // The one that the answer would have had if it had not begun already.
            status = last.name().equals("error") ? last.data().required("status").asString() : status;
        }
        return answer.body().contains("not known") ? status + " not known" : status;
    }

    /** Each end by its status, and apart from them those that leave it open what has become of the request. */
    Map<String, Long> counts() {
        return counts.entrySet().stream().collect(toMap(
                Map.Entry::getKey, count -> count.getValue().sum(), Long::sum, TreeMap::new));
    }

    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    @Override
    public String toString() {
        return "%s, the slowest after %.1f s".formatted(counts(), slowest().toMillis() / 1000.0);
    }
}
