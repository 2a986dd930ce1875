package io.chatledger.api;

/**
 * Makes a repeated request recognizable: the account gets one message for a key, whatever happens.
 *
 * @param keyHash     SHA-256 of the client's key, in hexadecimal
 * @param requestHash SHA-256 of what was asked under it, in hexadecimal
 */
public record IdempotencyClaim(String keyHash, String requestHash) {}
