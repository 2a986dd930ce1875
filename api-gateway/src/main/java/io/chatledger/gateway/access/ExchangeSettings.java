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

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    ExchangeSettings {
        WrongSetting.unlessHttp("chatledger.gateway.command-side-url", commandSideUrl);
        WrongSetting.unlessPositive("chatledger.gateway.exchange-timeout", exchangeTimeout);
        WrongSetting.unlessAtLeast(0, "chatledger.gateway.exchanged-credentials", exchangedCredentials);
        WrongSetting.unless(
                exchangeRememberedFor.isPositive() && exchangeRememberedFor.compareTo(A_MINUTE) < 0,
                "chatledger.gateway.exchange-remembered-for",
                exchangeRememberedFor.toMillis() + "ms",
                "a duration above zero and below 1m, such as 45s");
    }

    /** @param left of the life of the access token */
    Duration rememberedFor(Duration left) {
        return left.compareTo(exchangeRememberedFor) < 0 ? left : exchangeRememberedFor;
    }
}
