package io.chatledger.command.chat;

import io.chatledger.api.TokenAmount;
import io.chatledger.api.Usage;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a reply costs, in tokens of the balance. {@code toString} is what the ledger records of it. */
public sealed interface Price {

    /**
     * Before the model speaks: the most that it can come to.
     *
     * @param promptTokens         of what is text
     * @param mediaTokens          of pictures, sound and files
     * @param mostCompletionTokens of each answer
     * @param choices              how many answers are asked for
     * @throws ArithmeticException if that is more than can be counted
     */
    TokenAmount worstCase(long promptTokens, long mediaTokens, long mostCompletionTokens, int choices);

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
        public TokenAmount worstCase(long promptTokens, long mediaTokens, long mostCompletionTokens, int choices) {
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
     * @param minimum charged at least
     */
    record ByUse(Rates rates, TokenAmount minimum) implements Price {

        private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
        private static final BigInteger ROUND_UP = BigInteger.valueOf(999);

        /**
         * In tokens of the balance for 1,000 tokens of the model.
         *
         * @param prompt          of what it has read
         * @param cachedPrompt    read from a cache; not more
         * @param audioPrompt     of sound
         * @param completion      of what it has written
         * @param reasoning       to itself
         * @param audioCompletion as sound
         */
        public record Rates(
                long prompt,
                long cachedPrompt,
                long audioPrompt,
                long completion,
                long reasoning,
                long audioCompletion) {

            /** @throws IllegalArgumentException if cached tokens cost more than others, or any less than nothing */
            public Rates {
                if (cachedPrompt < 0 || cachedPrompt > prompt) {
                    throw new IllegalArgumentException(
                            "cached prompt tokens must cost between nothing and as much as others");
                }
                if (audioPrompt < 0 || completion < 0 || reasoning < 0 || audioCompletion < 0) {
                    throw new IllegalArgumentException("no token may cost less than nothing");
                }
            }

            /** Each kind as much as others. */
            public static Rates of(long prompt, long completion) {
                return new Rates(prompt, prompt, prompt, completion, completion, completion);
            }

            @Override
            public String toString() {
                return "%d for 1000 prompt tokens%s, %d for 1000 completion tokens%s".formatted(
                        prompt,
                        others(List.of(other(cachedPrompt, prompt, "cached"), other(audioPrompt, prompt, "audio"))),
                        completion,
                        others(List.of(
                                other(reasoning, completion, "reasoning"),
                                other(audioCompletion, completion, "audio"))));
            }

            private static String other(long rate, long usual, String kind) {
                return rate == usual ? "" : "%d for %s ones".formatted(rate, kind);
            }

            private static String others(List<String> others) {
                String all = others.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(", "));
                return all.isEmpty() ? "" : " (" + all + ")";
            }
        }

        public ByUse(long perThousandPromptTokens, long perThousandCompletionTokens, TokenAmount minimum) {
            this(Rates.of(perThousandPromptTokens, perThousandCompletionTokens), minimum);
        }

        @Override
        public TokenAmount worstCase(long promptTokens, long mediaTokens, long mostCompletionTokens, int choices) {
            long completionTokens = Math.multiplyExact(mostCompletionTokens, choices);
            long dearest = Math.max(rates.completion(), Math.max(rates.reasoning(), rates.audioCompletion()));
            return new TokenAmount(amount(times(rates.prompt(), promptTokens)
                    .add(times(Math.max(rates.prompt(), rates.audioPrompt()), mediaTokens))
                    .add(times(dearest, completionTokens)))
                            .longValueExact());
        }

        @Override
        public TokenAmount of(@Nullable Usage usage, int choices, TokenAmount held) {
            if (usage == null) {
                return held;
            }
            Usage.Details details = usage.details() == null ? new Usage.Details(0, 0, 0, 0) : usage.details();
            // Of which kind a token is, is a claim as well: there are never more of a kind than are left.
            long cached = Math.min(details.cachedPromptTokens(), usage.promptTokens());
            long heard = Math.min(details.audioPromptTokens(), usage.promptTokens() - cached);
            long reasoned = Math.min(details.reasoningTokens(), usage.completionTokens());
            long spoken = Math.min(details.audioCompletionTokens(), usage.completionTokens() - reasoned);
            BigInteger amount = amount(times(rates.prompt(), usage.promptTokens() - cached - heard)
                    .add(times(rates.cachedPrompt(), cached))
                    .add(times(rates.audioPrompt(), heard))
                    .add(times(rates.completion(), usage.completionTokens() - reasoned - spoken))
                    .add(times(rates.reasoning(), reasoned))
                    .add(times(rates.audioCompletion(), spoken)));
            return new TokenAmount(amount.min(BigInteger.valueOf(held.value())).longValueExact());
        }

        /** Exact, and without an end: what a provider claims may be any number. */
        private BigInteger amount(BigInteger thousandths) {
            return thousandths.add(ROUND_UP).divide(THOUSAND).max(BigInteger.valueOf(minimum.value()));
        }

        private static BigInteger times(long rate, long tokens) {
            return BigInteger.valueOf(rate).multiply(BigInteger.valueOf(tokens));
        }

        @Override
        public String toString() {
            return rates + ", at least " + minimum.value();
        }
    }
}
