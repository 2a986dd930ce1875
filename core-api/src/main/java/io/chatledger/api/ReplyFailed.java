package io.chatledger.api;

/** The model gave no reply; the code is one of {@link ErrorCode}. */
public record ReplyFailed(String accountId, String messageId, String code)
        implements ConversationEvent {}
