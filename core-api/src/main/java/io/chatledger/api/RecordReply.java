package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * Records what the model answered and settles the hold at the actual price, which is never above what was held.
 * → {@link ReplyRecorded}, {@link TokensDebited}. After the hold has expired the reply is recorded and nothing charged.
 *
 * @param usage null where the price does not depend on it and the model did not tell
 */
public record RecordReply(
        AccountId accountId,
        MessageId messageId,
        String text,
        Finish finish,
        TokenAmount price,
        @Nullable Usage usage)
        implements AccountCommand {}
