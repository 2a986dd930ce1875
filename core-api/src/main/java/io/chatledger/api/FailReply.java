package io.chatledger.api;

/** The model gave no reply: the whole hold goes back. → {@link ReplyFailed}, {@link HoldReleased}. */
public record FailReply(AccountId accountId, MessageId messageId, ErrorCode code)
        implements AccountCommand {}
