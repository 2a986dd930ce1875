package io.chatledger.command.login;

import io.chatledger.command.session.RefreshTokens;

/**
 * What a log-in gives. {@code token} opens the same as {@code access}, and as long as the session lives: for the
 * dialects that know no refreshing.
 *
 * @param expiresIn lifetime of the access token in seconds
 * @param tokens    available tokens of the account
 */
record LogIn(String token, String access, String refresh, String tokenType, long expiresIn, long tokens) {

    static LogIn of(RefreshTokens.Live session, String access, long expiresInSeconds, long availableTokens) {
        return new LogIn(
                session.sessionToken().value(),
                access,
                session.refreshToken(),
                "Bearer",
                expiresInSeconds,
                availableTokens);
    }
}
