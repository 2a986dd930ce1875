package io.chatledger.command.account;

import io.chatledger.api.Balance;

/**
 * A recorded reply.
 *
 * @param debited what it cost in truth: nothing if its hold had expired
 */
public record Settlement(long debited, Balance balance) {}
