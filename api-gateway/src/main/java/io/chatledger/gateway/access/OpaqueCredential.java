package io.chatledger.gateway.access;

import java.util.regex.Pattern;

/**
 * What says nothing itself, and is exchanged for an access token by whoever knows it: the token of a session, or an API
 * key.
 */
final class OpaqueCredential {

    /** No access token begins like that. */
    private static final Pattern API_KEY = Pattern.compile("sk-[A-Za-z0-9_-]{1,200}");

    /** An access token has dots. */
    private static final Pattern SESSION_TOKEN = Pattern.compile("[A-Za-z0-9]{32}");

    private OpaqueCredential() {}

    static boolean isOne(String token) {
        return SESSION_TOKEN.matcher(token).matches() || isApiKey(token);
    }

    static boolean isApiKey(String token) {
        return API_KEY.matcher(token).matches();
    }
}
