package io.chatledger.query.web;

import static java.util.Objects.requireNonNull;

/** There is no such thing, or it is not the caller's: an answer that does not tell which. */
public final class NotFound extends RuntimeException {

    /** @param detail one sentence for people, without anything the caller has given */
    public NotFound(String detail) {
        super(detail);
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
