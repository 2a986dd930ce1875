package io.chatledger.gateway.access;

import io.chatledger.settings.WrongSetting;
import java.net.URI;
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
        URI jwkSetUri,
        Duration jwkFetchTimeout,
        Duration jwkCacheLifetime,
        Duration jwkFetchInterval,
        int rememberedTokens,
        Duration tokensRememberedFor) {

    AccessTokenSettings {
        WrongSetting.unlessHttp("chatledger.jwk-set-uri", jwkSetUri);
        WrongSetting.unlessPositive("chatledger.jwk-fetch-timeout", jwkFetchTimeout);
        WrongSetting.unlessPositive("chatledger.jwk-cache-lifetime", jwkCacheLifetime);
        WrongSetting.unlessPositive("chatledger.jwk-fetch-interval", jwkFetchInterval);
        WrongSetting.unlessAtLeast(0, "chatledger.remembered-tokens", rememberedTokens);
        WrongSetting.unlessPositive("chatledger.tokens-remembered-for", tokensRememberedFor);
    }
}
