package io.chatledger.command.account;

import org.axonframework.modelling.command.ConcurrencyException;

/** The event store's word on how far an account has come. */
@FunctionalInterface
interface StreamHead {

    /** The sequence number of the newest committed event of an account. */
    long newestSequence(String accountId);

    /** @throws ConcurrencyException if another copy of this side has written events that were not read here */
    default void requireNotAfter(long sequenceRead, String accountId) {
        if (newestSequence(accountId) > sequenceRead) {
            throw new ConcurrencyException("the account has newer events than its cached state");
        }
    }
}
