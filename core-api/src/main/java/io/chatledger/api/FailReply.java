package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** The model gave no reply: the whole hold goes back. → {@link ReplyFailed}, {@link HoldReleased}. */
public record FailReply(@TargetAggregateIdentifier AccountId accountId, MessageId messageId, ErrorCode code)
        implements AccountCommand {}
