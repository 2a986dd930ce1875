package io.chatledger.api;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Records what the model answered and settles the hold at the actual price, which is never above what was held.
 * → {@link ReplyRecorded}, {@link TokensDebited}. After the hold has expired the reply is recorded and nothing charged.
 */
public record RecordReply(
        @TargetAggregateIdentifier AccountId accountId, MessageId messageId, String text, TokenAmount price)
        implements AccountCommand {}
