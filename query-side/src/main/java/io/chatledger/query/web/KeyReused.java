package io.chatledger.query.web;

/** An idempotency key that belongs to another request. */
public final class KeyReused extends RuntimeException {

    public KeyReused() {
        super("This idempotency key was used for another request.");
    }
}
