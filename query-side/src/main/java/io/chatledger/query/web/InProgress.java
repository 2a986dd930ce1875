package io.chatledger.query.web;

/** What was asked for is being done already. */
public final class InProgress extends RuntimeException {

    public InProgress(String detail) {
        super(detail);
    }
}
