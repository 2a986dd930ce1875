package io.chatledger.api;

import java.time.Duration;

/**
 * Lets an administrator read for a while what was said in the account. → {@link ChatsOpened}.
 *
 * @param time for how long, in whole seconds
 */
public record OpenChats(AccountId accountId, Reason reason, Actor actor, Duration time)
        implements AccountCommand {}
