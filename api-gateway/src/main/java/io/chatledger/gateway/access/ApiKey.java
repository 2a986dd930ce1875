package io.chatledger.gateway.access;

import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/** A caller with an API key, which passes unverified: whose it is, and whether it is good, only command-side knows. */
final class ApiKey extends AbstractOAuth2TokenAuthenticationToken<OAuth2AccessToken> {

    /** No access token begins like that, and nothing like that breaks out of a header. */
    private static final Pattern FORM = Pattern.compile("sk-[A-Za-z0-9_-]{1,200}");

    ApiKey(String key) {
        super(new OAuth2AccessToken(TokenType.BEARER, key, null, null));
        setAuthenticated(true);
    }

    static boolean isOne(String token) {
        return FORM.matcher(token).matches();
    }

    @Override
    public Map<String, Object> getTokenAttributes() {
        return Map.of();
    }
}
