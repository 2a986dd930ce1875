package io.chatledger.api;

import java.util.UUID;

/** Names one chat message, its hold and its reply: the hold of a message has the message's id. */
public record MessageId(UUID value) {

    /** @throws InvalidValue if the text is no UUID in canonical form */
    public static MessageId parse(String text) {
        return new MessageId(InvalidValue.uuid("message_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
