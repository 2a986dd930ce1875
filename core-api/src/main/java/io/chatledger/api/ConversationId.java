package io.chatledger.api;

import java.util.UUID;

/** Names a conversation: the messages of one account that share a context. */
public record ConversationId(UUID value) {

    /** @throws InvalidValue if the text is no UUID in canonical form */
    public static ConversationId parse(String text) {
        return new ConversationId(InvalidValue.uuid("conversation_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
