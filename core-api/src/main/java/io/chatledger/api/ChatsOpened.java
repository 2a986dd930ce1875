package io.chatledger.api;

/**
 * Somebody in charge wanted to read what was said in the account.
 *
 * @param actor       who may read it from then on
 * @param openSeconds and for how long
 */
public record ChatsOpened(String accountId, @Personal String reason, String actor, long openSeconds)
        implements IdentityEvent, Act {}
