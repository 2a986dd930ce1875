package io.chatledger.standalone.verify;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says every two seconds how far it is, how fast, and how long it will still take. */
final class Progress {

    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanos;
    private final long begunNanos;
    private long saidNanos;

    Progress(PrintWriter out) {
        this(out, System::nanoTime);
    }

    /** @param nanos a clock that only goes forward, in nanoseconds from any moment */
    Progress(PrintWriter out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.begunNanos = nanos.getAsLong();
        this.saidNanos = begunNanos;
    }

    void at(long events, long all) {
        long now = nanos.getAsLong();
        if (now - saidNanos >= PAUSE_NANOS) {
            saidNanos = now;
            double perSecond = events * 1e9 / (now - begunNanos);
            double left = (all - events) / perSecond;
            out.printf(Locale.ROOT, "%,d of %,d events, %,.0f a second, %.0f s left%n", events, all, perSecond, left);
            out.flush();
        }
    }

    double seconds() {
        return (nanos.getAsLong() - begunNanos) / 1e9;
    }
}
