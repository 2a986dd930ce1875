package io.chatledger.standalone.postgres;

/** PostgreSQL could not be set up, started or stopped. The message says what was tried and what it answered. */
public final class PostgresFailed extends RuntimeException {

    PostgresFailed(String message) {
        super(message);
    }

    PostgresFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
