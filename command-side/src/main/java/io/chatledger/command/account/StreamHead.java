package io.chatledger.command.account;

/** The event store's word on how far an account has come. */
@FunctionalInterface
interface StreamHead {

    /** The sequence number of the newest committed event of an account. */
    long newestSequence(String accountId);
}
