package io.chatledger.command.chat;

import io.chatledger.api.InvalidValue;
import org.jspecify.annotations.Nullable;

/** What becomes of a streamed reply whose client goes away. */
public enum OnDisconnect {

    /** The model is stopped; what it has said until then is the reply. */
    CANCEL,

    /** The model goes on to its end, for a client that comes back and reads the reply in its history. */
    FINISH;

    /**
     * As a request says it.
     *
     * @param value null for {@link #CANCEL}
     * @throws InvalidValue if it is neither {@code cancel} nor {@code finish}
     */
    static OnDisconnect of(@Nullable String value) {
        return switch (value) {
            case null -> CANCEL;
            case "cancel" -> CANCEL;
            case "finish" -> FINISH;
            default -> throw new InvalidValue("on_disconnect", "must be cancel or finish");
        };
    }
}
