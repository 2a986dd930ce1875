package io.chatledger.api;

/**
 * A hold went back whole.
 *
 * @param reason the name of a {@link ReleaseReason}
 */
public record HoldReleased(String accountId, String messageId, long amount, String reason)
        implements TokenEvent {}
