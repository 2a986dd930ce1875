package io.chatledger.standalone.verify;

import java.io.PrintWriter;
import java.time.Duration;

/** Says every two seconds how far it is, how fast, and how long it will still take. */
final class Progress {

    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintWriter out;
    private final long begunNanos = System.nanoTime();
    private long saidNanos = begunNanos;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void at(long events, long all) {
        long now = System.nanoTime();
        if (now - saidNanos >= PAUSE_NANOS) {
            saidNanos = now;
            double perSecond = events * 1e9 / (now - begunNanos);
            double left = (all - events) / perSecond;
            out.printf("%,d of %,d events, %,.0f a second, %.0f s left%n", events, all, perSecond, left);
            out.flush();
        }
    }

    double seconds() {
        return (System.nanoTime() - begunNanos) / 1e9;
    }
}
