package io.chatledger.gateway.access;

import java.io.Closeable;
import java.io.IOException;
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
import org.springframework.stereotype.Component;

/** The public keys of command-side: fetched, cached, and still good while it is down. */
@Component
class SigningKeys implements JWKSource<SecurityContext>, Closeable {

    private static final int MAX_KEY_SET_BYTES = 50 * 1024;

    private final JWKSource<SecurityContext> published;
    private volatile boolean obtained;

    SigningKeys(AccessTokenSettings settings) {
        int timeoutMillis = Math.toIntExact(settings.jwkFetchTimeout().toMillis());
        long lifetimeMillis = settings.jwkCacheLifetime().toMillis();
        var retriever = new DefaultResourceRetriever(timeoutMillis, timeoutMillis, MAX_KEY_SET_BYTES);
        retriever.setProxy(Proxy.NO_PROXY);
        published = JWKSourceBuilder.<SecurityContext>create(settings.jwkSetUri(), retriever)
                // Whoever waits for a fetch waits for its retry, too.
                .cache(lifetimeMillis, 4L * timeoutMillis)
                // Fetched by one caller in the background, while the others use what there is.
                .refreshAheadCache(lifetimeMillis / 5, false)
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

    /** Ends the thread that fetches ahead. */
    @Override
    public void close() throws IOException {
        if (published instanceof Closeable fetching) {
            fetching.close();
        }
    }
}
