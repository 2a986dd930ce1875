package io.chatledger.command.session;

/**
 * What a log-in gives. {@code token} is {@code access} again, under the name that three of the five dialects use.
 *
 * @param expiresIn lifetime of the access token in seconds
 * @param tokens    available tokens of the account
 */
record LogIn(String token, String access, String refresh, String tokenType, long expiresIn, long tokens) {

    static LogIn of(String access, String refresh, long expiresInSeconds, long availableTokens) {
        return new LogIn(access, access, refresh, "Bearer", expiresInSeconds, availableTokens);
    }
}
