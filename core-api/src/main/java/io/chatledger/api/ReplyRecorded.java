package io.chatledger.api;

/** The model answered. */
public record ReplyRecorded(String accountId, String messageId, String text)
        implements AccountEvent {}
