package io.chatledger.query.web;

import static java.util.Objects.requireNonNull;

/** What was asked for is being done already. */
public final class InProgress extends RuntimeException {

    public InProgress(String detail) {
        super(detail);
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
