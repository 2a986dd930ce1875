package io.chatledger.command.chat;

import io.chatledger.api.TokenAmount;
import io.chatledger.api.Usage;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What a reply costs, in tokens of the balance. {@code toString} is what the ledger records of it. */
public sealed interface Price {

    /**
     * Before the model speaks: the most that it can come to.
     *
     * @param mostCompletionTokens of each answer
     * @param choices              how many answers are asked for
     * @throws ArithmeticException if that is more than can be counted
     */
    TokenAmount worstCase(long promptTokens, long mostCompletionTokens, int choices);

    /**
     * After it has spoken: whatever usage is claimed, never more than was held.
     *
     * @param usage   null if it is not known
     * @param choices how many answers there are
     */
    TokenAmount of(@Nullable Usage usage, int choices, TokenAmount held);

    /** The same for every message, and for each answer to it. */
    record Flat(TokenAmount tokens) implements Price {

        @Override
        public TokenAmount worstCase(long promptTokens, long mostCompletionTokens, int choices) {
            return tokens.times(choices);
        }

        @Override
        public TokenAmount of(@Nullable Usage usage, int choices, TokenAmount held) {
            return tokens.times(choices);
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
     * @param perThousandCachedPromptTokens the same for those that the model read from a cache; not more
     * @param perThousandCompletionTokens tokens of the balance for 1,000 completion tokens
     * @param minimum                     charged at least
     */
    record ByUse(
            long perThousandPromptTokens,
            long perThousandCachedPromptTokens,
            long perThousandCompletionTokens,
            TokenAmount minimum)
            implements Price {

        private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
        private static final BigInteger ROUND_UP = BigInteger.valueOf(999);

        /** @throws IllegalArgumentException if cached tokens cost more than others, so that the hold might not do */
        public ByUse {
            if (perThousandCachedPromptTokens < 0 || perThousandCachedPromptTokens > perThousandPromptTokens) {
                throw new IllegalArgumentException(
                        "cached prompt tokens must cost between nothing and as much as others");
            }
        }

        public ByUse(long perThousandPromptTokens, long perThousandCompletionTokens, TokenAmount minimum) {
            this(perThousandPromptTokens, perThousandPromptTokens, perThousandCompletionTokens, minimum);
        }

        @Override
        public TokenAmount worstCase(long promptTokens, long mostCompletionTokens, int choices) {
            long completionTokens = Math.multiplyExact(mostCompletionTokens, choices);
            return new TokenAmount(amount(promptTokens, 0, completionTokens).longValueExact());
        }

        @Override
        public TokenAmount of(@Nullable Usage usage, int choices, TokenAmount held) {
            if (usage == null) {
                return held;
            }
            BigInteger amount = amount(
                    usage.promptTokens() - usage.cachedPromptTokens(),
                    usage.cachedPromptTokens(),
                    usage.completionTokens());
            return new TokenAmount(amount.min(BigInteger.valueOf(held.value())).longValueExact());
        }

        /** Exact, and without an end: what a provider claims may be any number. */
        private BigInteger amount(long promptTokens, long cachedPromptTokens, long completionTokens) {
            BigInteger thousandths = times(perThousandPromptTokens, promptTokens)
                    .add(times(perThousandCachedPromptTokens, cachedPromptTokens))
                    .add(times(perThousandCompletionTokens, completionTokens));
            return thousandths.add(ROUND_UP).divide(THOUSAND).max(BigInteger.valueOf(minimum.value()));
        }

        private static BigInteger times(long price, long tokens) {
            return BigInteger.valueOf(price).multiply(BigInteger.valueOf(tokens));
        }

        @Override
        public String toString() {
            String cached = perThousandCachedPromptTokens == perThousandPromptTokens
                    ? ""
                    : " (%d for cached ones)".formatted(perThousandCachedPromptTokens);
            return "%d for 1000 prompt tokens%s, %d for 1000 completion tokens, at least %d"
                    .formatted(perThousandPromptTokens, cached, perThousandCompletionTokens, minimum.value());
        }
    }
}
