package io.chatledger.command.key;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Lets in whoever shows an API key, as its account. A key has none of the account's roles, so that it opens only what
 * is opened to keys expressly.
 */
@Component
public class ApiKeyAuthenticationProvider implements AuthenticationProvider {

    /** What a caller with an API key may do. */
    public static final String AUTHORITY = "API_KEY";

    private final ApiKeys keys;

    ApiKeyAuthenticationProvider(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** Null if it is no key at all, but perhaps an access token. */
    @Override
    public @Nullable Authentication authenticate(Authentication presented) {
        String bearer = ((BearerTokenAuthenticationToken) presented).getToken();
        if (!Secret.looksLikeOne(bearer)) {
            return null;
        }
        try {
            return keys.use(new Secret(bearer))
                    .map(ApiKeyAuthenticationProvider::caller)
                    .orElseThrow(() -> new BadCredentialsException("Unknown or revoked API key"));
        } catch (DataAccessException down) {
            throw new InternalAuthenticationServiceException("API keys cannot be looked up", down);
        }
    }

    private static Authentication caller(ApiKeys.Owner owner) {
        if (owner.suspended()) {
            throw new DisabledException("The account is suspended");
        }
        return new PreAuthenticatedAuthenticationToken(
                owner.accountId().toString(), null, AuthorityUtils.createAuthorityList(AUTHORITY));
    }
}
