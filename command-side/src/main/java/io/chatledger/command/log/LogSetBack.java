package io.chatledger.command.log;

/**
 * The database is behind a checkpoint that was signed: it is an older copy, or another one. Going on would sign another
 * log under the same name. The message says what to do.
 */
public final class LogSetBack extends RuntimeException {

    LogSetBack(String message) {
        super(message, null, false, false);
    }

    /** Whether a start failed because of it, which has been told. */
    public static boolean isCauseOf(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof LogSetBack)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
