package io.chatledger.gateway.access;

import java.net.Proxy;
import java.util.List;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;

/** The public keys of command-side: fetched, cached, and still good while it is down. */
class SigningKeys implements JWKSource<SecurityContext> {

    private static final int MAX_KEY_SET_BYTES = 50 * 1024;

    private final JWKSource<SecurityContext> published;
    private volatile boolean obtained;

    SigningKeys(AccessTokenSettings settings) {
        int timeoutMillis = Math.toIntExact(settings.jwkFetchTimeout().toMillis());
        var retriever = new DefaultResourceRetriever(timeoutMillis, timeoutMillis, MAX_KEY_SET_BYTES);
        retriever.setProxy(Proxy.NO_PROXY);
        published = JWKSourceBuilder.<SecurityContext>create(settings.jwkSetUri(), retriever)
                // Whoever waits for a fetch waits for its retry, too.
                .cache(settings.jwkCacheLifetime().toMillis(), 4L * timeoutMillis)
                .retrying(true)
                .rateLimited(settings.jwkFetchInterval().toMillis())
                .outageTolerantForever()
                .build();
    }

    /** @throws KeySourceException if the keys are not to be had, which says nothing about the token */
    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        try {
            List<JWK> keys = published.get(selector, context);
            obtained = true;
            return keys;
        } catch (RateLimitReachedException e) {
            // An unknown key id makes the set be fetched anew. Too many of them are forgeries, not an outage.
            if (obtained) {
                return List.of();
            }
            throw e;
        }
    }
}
