package io.chatledger.gateway.access;

import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How credentials are exchanged for access tokens.
 *
 * @param commandSideUrl        where
 * @param exchangeTimeout       until command-side has answered
 * @param exchangedCredentials  that are remembered at most; beyond, one that is rarely used is asked for again
 * @param exchangeRememberedFor how long each at most; less than the life of the access token, and than a minute
 */
@ConfigurationProperties("chatledger.gateway")
record ExchangeSettings(
        URI commandSideUrl, Duration exchangeTimeout, int exchangedCredentials, Duration exchangeRememberedFor) {

    ExchangeSettings {
        WrongSetting.unlessHttp("chatledger.gateway.command-side-url", commandSideUrl);
        WrongSetting.unlessPositive("chatledger.gateway.exchange-timeout", exchangeTimeout);
        WrongSetting.unlessAtLeast(0, "chatledger.gateway.exchanged-credentials", exchangedCredentials);
        WrongSetting.unlessPositive("chatledger.gateway.exchange-remembered-for", exchangeRememberedFor);
    }
}
