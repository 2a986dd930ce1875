package io.chatledger.query.projection;

import java.util.List;

/** Folds events into one read model. Keeps no state of its own: the rows are all it remembers by. */
public interface Projection {

    ReadModel model();

    /**
     * Brings the rows from just before the batch to just after it, in the caller's transaction.
     *
     * @param batch the next events of all accounts, in order and without gaps
     */
    void project(List<RecordedEvent> batch, Edition edition);
}
