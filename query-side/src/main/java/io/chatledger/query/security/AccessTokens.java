package io.chatledger.query.security;

import io.chatledger.query.QuerySettings;
import io.chatledger.webaccess.AccessTokenDecoder;
import io.chatledger.webaccess.PublishedKeys;
import java.net.MalformedURLException;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** Verifies access tokens by the keys of command-side, and tells a bad one from keys that could not be had. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class AccessTokens {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
    /** Soon enough after a start of command-side or a new key. */
    private static final Duration SHORTEST_FETCH_INTERVAL = Duration.ofSeconds(1);

    @Bean
    PublishedKeys publishedKeys(QuerySettings settings) throws MalformedURLException {
        return new PublishedKeys(settings.jwkSetUri().toURL(), FETCH_TIMEOUT, KEYS_KEPT, SHORTEST_FETCH_INTERVAL);
    }

    @Bean
    JwtDecoder jwtDecoder(PublishedKeys keys, QuerySettings settings) {
        var decoder = new AccessTokenDecoder(keys, settings.rememberedTokens(), settings.tokensRememberedFor());
        return token -> {
            try {
                return decoder.decode(token);
            } catch (BadJwtException bad) {
                throw bad;
            } catch (JwtException away) {
                // Says nothing about the token: the keys could not be had.
                throw new KeysUnavailable(away);
            }
        };
    }
}
