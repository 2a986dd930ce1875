package io.chatledger.command.chat;

import io.chatledger.api.TokenAmount;
import io.chatledger.api.Usage;

/** What a reply costs, in tokens of the balance. {@link #toString} is what the ledger records of it. */
public sealed interface Price {

    /** Before the model speaks: the most that it can come to. */
    TokenAmount worstCase(long promptTokens, long mostCompletionTokens);

    /** After it has spoken. */
    TokenAmount of(Usage usage);

    /** The same for every message. */
    record Flat(TokenAmount tokens) implements Price {

        @Override
        public TokenAmount worstCase(long promptTokens, long mostCompletionTokens) {
            return tokens;
        }

        @Override
        public TokenAmount of(Usage usage) {
            return tokens;
        }

        @Override
        public String toString() {
            return tokens.value() + " a message";
        }
    }

    /**
     * By what the model has read and written, rounded up to whole tokens.
     *
     * @param perThousandPromptTokens     tokens of the balance for 1,000 prompt tokens
     * @param perThousandCompletionTokens tokens of the balance for 1,000 completion tokens
     * @param minimum                     charged at least
     */
    record ByUse(long perThousandPromptTokens, long perThousandCompletionTokens, TokenAmount minimum) implements Price {

        @Override
        public TokenAmount worstCase(long promptTokens, long mostCompletionTokens) {
            return amount(promptTokens, mostCompletionTokens);
        }

        @Override
        public TokenAmount of(Usage usage) {
            return amount(usage.promptTokens(), usage.completionTokens());
        }

        private TokenAmount amount(long promptTokens, long completionTokens) {
            long thousandths = Math.addExact(
                    Math.multiplyExact(perThousandPromptTokens, promptTokens),
                    Math.multiplyExact(perThousandCompletionTokens, completionTokens));
            return new TokenAmount(Math.max(Math.ceilDiv(thousandths, 1000L), minimum.value()));
        }

        @Override
        public String toString() {
            return "%d for 1000 prompt tokens, %d for 1000 completion tokens, at least %d"
                    .formatted(perThousandPromptTokens, perThousandCompletionTokens, minimum.value());
        }
    }
}
