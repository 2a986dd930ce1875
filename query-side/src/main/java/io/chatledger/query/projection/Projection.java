package io.chatledger.query.projection;

import io.chatledger.api.AccountEvent;
import io.chatledger.query.events.RecordedEvent;
import java.util.List;
import java.util.Set;

/** Folds events into one read model. Keeps no state of its own: the rows are all it remembers by. */
public interface Projection {

    ReadModel model();

    /** Of the events that matter to it, a single type being a family too; others need not be read. */
    Set<Class<? extends AccountEvent>> families();

    /**
     * Finds what brings the rows from just before the batch to just after it, in the caller's transaction.
     *
     * @param batch   the next events of all accounts, in order and without gaps but for those that do not matter
     * @param changes takes what has to be changed; some of it may have been done already
     */
    void project(List<RecordedEvent> batch, Edition edition, Changes changes);
}
