package io.chatledger.standalone.operate;

/** The system could not be asked, or did not do what it was asked. The message is one line that says why. */
final class CannotAsk extends RuntimeException {

    CannotAsk(String message) {
        super(message);
    }
}
