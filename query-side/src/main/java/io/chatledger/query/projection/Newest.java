package io.chatledger.query.projection;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The newest event at one moment. Later ones never count, or a question about a busy account would wait for ever. It
 * gets its position a few milliseconds after its commit.
 */
final class Newest {

    private final Supplier<OptionalLong> lookUp;
    private OptionalLong position;

    Newest(OptionalLong position, Supplier<OptionalLong> lookUp) {
        this.position = position;
        this.lookUp = lookUp;
    }

    /** Empty as long as it has not got its position; 0 if there are no events. */
    OptionalLong position() {
        if (position.isEmpty()) {
            position = lookUp.get();
        }
        return position;
    }
}
