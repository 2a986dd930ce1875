package io.chatledger.gateway.access;

import io.chatledger.webaccess.AccessTokenDecoder;
import io.chatledger.webaccess.PublishedKeys;
import java.net.MalformedURLException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Verifies access tokens by the keys of command-side. */
@Configuration(proxyBeanMethods = false)
class AccessTokens {

    @Bean
    PublishedKeys publishedKeys(AccessTokenSettings settings) throws MalformedURLException {
        return new PublishedKeys(
                settings.jwkSetUri().toURL(),
                settings.jwkFetchTimeout(),
                settings.jwkCacheLifetime(),
                settings.jwkFetchInterval());
    }

    @Bean
    JwtDecoder jwtDecoder(PublishedKeys keys, AccessTokenSettings settings) {
        return new AccessTokenDecoder(keys, settings.rememberedTokens(), settings.tokensRememberedFor());
    }
}
