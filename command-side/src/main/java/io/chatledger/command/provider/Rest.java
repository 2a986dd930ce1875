package io.chatledger.command.provider;

import io.chatledger.command.chat.ModelFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A time in which a model, or all of a provider's, is not asked, because the provider said so. */
final class Rest {

    private record Until(long endNanos, ProviderRefusal.Pause pause) {}

    private final String who;
    private final LongSupplier nanoTime;
    private volatile @Nullable Until until;

    Rest(String who) {
        this(who, System::nanoTime);
    }

    Rest(String who, LongSupplier nanoTime) {
        this.who = who;
        this.nanoTime = nanoTime;
    }

    /** A later pause replaces an earlier one: the provider knows better by then. */
    void begin(ProviderRefusal.Pause pause) {
        until = new Until(nanoTime.getAsLong() + pause.length().toNanos(), pause);
    }

    /** @throws ModelFailure if it is not over */
    void check() {
        Until current = until;
        if (current != null) {
            Duration left = left(current);
            if (!left.isZero()) {
                throw new ModelFailure(
                        current.pause().refusal().apply(left), ModelFailure.Fault.NOT_ASKED, who + " rests");
            }
        }
    }

    /** Zero if it is over. */
    Duration left() {
        Until current = until;
        return current == null ? Duration.ZERO : left(current);
    }

    private Duration left(Until current) {
        return Duration.ofNanos(Math.max(0, current.endNanos() - nanoTime.getAsLong()));
    }
}
