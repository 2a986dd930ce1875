package io.chatledger.standalone.postgres;

import java.time.Duration;

/** Whether a server that ends by itself, again and again, is worth another start. */
final class Restarts {

    /** Which begins to count anew. */
    private static final Duration RAN_WELL = Duration.ofMinutes(1);

    private static final int MOST_IN_A_ROW = 5;

    private int endsInARow;

    /** @param ran for how long the one that has just ended had run */
    boolean isWorthAnother(Duration ran) {
        endsInARow = ran.compareTo(RAN_WELL) > 0 ? 1 : endsInARow + 1;
        return endsInARow <= MOST_IN_A_ROW;
    }

    /** With the last one. */
    int endsInARow() {
        return endsInARow;
    }
}
