package io.chatledger.api;

/**
 * The ledger: what moves tokens, and nothing else does. Amounts are in tokens and never negative. Carries no personal
 * text, so that it can be published to auditors and outlive an erased user.
 */
public sealed interface TokenEvent extends AccountEvent
        permits TokensGranted, TokensRevoked, TokensHeld, TokensDebited, HoldReleased {

    long amount();
}
