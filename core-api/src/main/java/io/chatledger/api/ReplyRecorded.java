package io.chatledger.api;

/**
 * The model answered.
 *
 * @param finish the name of a {@link Finish}
 */
public record ReplyRecorded(String accountId, String messageId, String text, String finish)
        implements ConversationEvent {}
