package io.chatledger.api;

/** Gives back what a process that died left held. → {@link HoldReleased}. No effect on a hold that is resolved. */
public record ExpireHold(
        AccountId accountId, MessageId messageId)
        implements AccountCommand {}
