package io.chatledger.query.security;

import org.springframework.security.core.AuthenticationException;

/**
 * Nobody can be told apart: command-side, which publishes the keys and the revocations, has not been reached since this
 * side started.
 */
final class KeysUnavailable extends AuthenticationException {

    KeysUnavailable(String message) {
        super(message);
    }

    KeysUnavailable(Throwable cause) {
        super("the keys of access tokens could not be fetched", cause);
    }
}
