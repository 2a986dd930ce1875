package io.chatledger.standalone;

/** A command cannot be done for a reason that its operator can mend. The message is one line that says how. */
public final class CommandFailed extends RuntimeException {

    public CommandFailed(String message) {
        super(message);
    }

    public CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
