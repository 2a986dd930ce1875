package io.chatledger.query.projection;

import java.util.Set;

/** The read model did not come up to the newest event in time: no answer is given rather than an old one. */
public final class ReadModelBehind extends RuntimeException {

    public ReadModelBehind(Set<ReadModel> models) {
        super("behind the newest event: one of " + models);
    }
}
