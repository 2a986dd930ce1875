package io.chatledger.webaccess;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.Closeable;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import java.util.List;

/** The public keys of access tokens as command-side publishes them: fetched, kept, and still good while it is down. */
public final class PublishedKeys implements JWKSource<SecurityContext>, Closeable {

    private static final int MAX_KEY_SET_BYTES = 50 * 1024;

    private final JWKSource<SecurityContext> published;
    private volatile boolean obtained;

    /**
     * @param keySet        where they are published, as a JWK Set (RFC 7517, section 5)
     * @param fetchTimeout  for the connection, and again for the answer
     * @param lifetime      after which they are fetched again
     * @param fetchInterval from one fetch to the next at least, so that random key ids do not become requests
     */
    public PublishedKeys(URL keySet, Duration fetchTimeout, Duration lifetime, Duration fetchInterval) {
        int timeoutMillis = Math.toIntExact(fetchTimeout.toMillis());
        long lifetimeMillis = lifetime.toMillis();
        var retriever = new DefaultResourceRetriever(timeoutMillis, timeoutMillis, MAX_KEY_SET_BYTES);
        // A neighbour, whatever proxy this machine uses to reach the world.
        retriever.setProxy(Proxy.NO_PROXY);
        published = JWKSourceBuilder.<SecurityContext>create(keySet, retriever)
                // Whoever waits for a fetch waits for its retry, too.
                .cache(lifetimeMillis, 4L * timeoutMillis)
                // Fetched by one caller in the background, while the others use what there is.
                .refreshAheadCache(lifetimeMillis / 5, false)
                .retrying(true)
                .rateLimited(fetchInterval.toMillis())
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
        } catch (RateLimitReachedException tooSoon) {
            // An unknown key id makes the set be fetched anew. Too many of them are forgeries, not an outage.
            if (obtained) {
                return List.of();
            }
            throw tooSoon;
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
