package io.chatledger.query.web;

import static java.util.Objects.requireNonNull;

/** An idempotency key that belongs to another request. */
public final class KeyReused extends RuntimeException {

    public KeyReused() {
        super("This idempotency key was used for another request.");
    }

    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
