package io.chatledger.command.access;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param rememberedTokens    access tokens that need not be verified again
 * @param tokensRememberedFor how long each, at most
 */
@ConfigurationProperties("chatledger")
record AccessSettings(int rememberedTokens, Duration tokensRememberedFor) {

    AccessSettings {
        WrongSetting.unlessAtLeast(0, "chatledger.remembered-tokens", rememberedTokens);
        WrongSetting.unlessPositive("chatledger.tokens-remembered-for", tokensRememberedFor);
    }
}
