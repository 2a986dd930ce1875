package io.chatledger.gateway.access;

import java.net.URL;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the keys that access tokens are signed with are published, and how they are fetched.
 *
 * @param rememberedTokens    access tokens that need not be verified again
 * @param tokensRememberedFor how long each, at most
 */
@ConfigurationProperties("chatledger")
record AccessTokenSettings(
        URL jwkSetUri,
        Duration jwkFetchTimeout,
        Duration jwkCacheLifetime,
        Duration jwkFetchInterval,
        int rememberedTokens,
        Duration tokensRememberedFor) {}
