package io.chatledger.query.web;

import static java.util.Objects.requireNonNull;

/** The caller has the role, but not the right to this, or not yet. */
public final class Forbidden extends RuntimeException {

    /** @param detail one sentence for people, without anything the caller has given */
    public Forbidden(String detail) {
        super(detail);
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
