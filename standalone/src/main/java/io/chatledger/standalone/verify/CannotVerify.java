package io.chatledger.standalone.verify;

/** Nothing can be said about the log: it is not reached, or something that is needed for it is not there. */
final class CannotVerify extends RuntimeException {

    CannotVerify(String message) {
        super(message, null, false, false);
    }
}
