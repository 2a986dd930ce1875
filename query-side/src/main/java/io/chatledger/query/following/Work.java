package io.chatledger.query.following;

/** What one of the {@link Threads} does from the start of this side to its end. */
public interface Work extends Runnable {

    /** Has {@link #run} return soon: after the batch that it is at. */
    void stop();
}
