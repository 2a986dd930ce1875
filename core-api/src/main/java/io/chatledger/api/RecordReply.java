package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * Records what the model answered and settles the hold at the actual price, which is never above what was held.
 * → {@link ReplyRecorded}, {@link TokensDebited}. After the hold has expired the reply is recorded and nothing charged.
 *
 * @param reasoning what the model said to itself before, if it told
 * @param refusal   whether the text says why the model does not answer
 * @param more      what else was answered, as JSON; see {@link ReplyRecorded}
 * @param usage     null where the price does not depend on it and the model did not tell
 * @param provider  who answered; null if nobody noted it
 */
public record RecordReply(
        AccountId accountId,
        MessageId messageId,
        String text,
        @Nullable String reasoning,
        boolean refusal,
        @Nullable String more,
        Finish finish,
        TokenAmount price,
        @Nullable Usage usage,
        @Nullable String provider)
        implements AccountCommand {

    public RecordReply(
            AccountId accountId,
            MessageId messageId,
            String text,
            Finish finish,
            TokenAmount price,
            @Nullable Usage usage) {
        this(accountId, messageId, text, null, false, null, finish, price, usage, null);
    }
}
