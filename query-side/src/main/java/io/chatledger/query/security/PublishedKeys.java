package io.chatledger.query.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The keys of access tokens, as command-side publishes them. Once fetched they are kept, so that reading goes on while
 * command-side is down.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);
    private static final int LARGEST_KEY_SET_BYTES = 64 * 1024;
    private static final Duration KEPT = Duration.ofMinutes(5);
    /** Random key ids must not become requests to command-side. Still soon enough after its start or a new key. */
    private static final Duration SHORTEST_FETCH_INTERVAL = Duration.ofSeconds(1);

    private final JWKSource<SecurityContext> fetched;
    private volatile boolean known;

    PublishedKeys(URI jwkSetUri) {
        int timeoutMillis = (int) FETCH_TIMEOUT.toMillis();
        try {
            fetched = JWKSourceBuilder
                    .create(
                            jwkSetUri.toURL(),
                            new DefaultResourceRetriever(timeoutMillis, timeoutMillis, LARGEST_KEY_SET_BYTES))
                    .cache(KEPT.toMillis(), FETCH_TIMEOUT.toMillis())
                    .rateLimited(SHORTEST_FETCH_INTERVAL.toMillis())
                    .retrying(true)
                    .outageTolerantForever()
                    .build();
        } catch (MalformedURLException wrongSetting) {
            throw new IllegalArgumentException("chatledger.jwk-set-uri is no URL: " + jwkSetUri, wrongSetting);
        }
    }

    /** @throws KeySourceException if they have never been fetched and cannot be now */
    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        try {
            List<JWK> keys = fetched.get(selector, context);
            known = true;
            return keys;
        } catch (KeySourceException away) {
            if (known) {
                // A key id that is not among the kept keys and may not be asked for again yet.
                return List.of();
            }
            throw away;
        }
    }
}
