package io.chatledger.webaccess;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * The token of a request that the gateway has passed on (RFC 6750, section 2.1). Taken as it is, because the gateway
 * has looked at each of its characters; what is no token does not verify.
 */
public final class BearerToken implements BearerTokenResolver {

    private static final String SCHEME = "Bearer ";

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean some = credentials != null
                && credentials.length() > SCHEME.length()
                && credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return some ? credentials.substring(SCHEME.length()) : null;
    }
}
