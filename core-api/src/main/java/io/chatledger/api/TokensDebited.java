package io.chatledger.api;

import org.jspecify.annotations.Nullable;

/**
 * A hold was settled.
 *
 * @param amount   what the reply cost
 * @param released what had been held above that
 * @param usage    what the model has read and written, if it is known
 */
public record TokensDebited(String accountId, String messageId, long amount, long released, @Nullable Usage usage)
        implements TokenEvent {}
