package io.chatledger.gateway.proxy;

import io.chatledger.gateway.routing.Side;
import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the sides are, and how patient the gateway is with them.
 *
 * @param callsAtOnce       to each side; further ones wait for as long as for a connection
 * @param responseTimeout   from the call to the beginning of the answer, unless the route says otherwise
 * @param streamIdleTimeout how long an answer that has begun may pause
 * @param sessionCookieLifetime how long a browser keeps the session of a page
 */
@ConfigurationProperties("chatledger.gateway")
record ProxySettings(
        URI commandSideUrl,
        URI querySideUrl,
        Duration connectTimeout,
        int callsAtOnce,
        Duration responseTimeout,
        Duration streamIdleTimeout,
        Duration sessionCookieLifetime) {

    ProxySettings {
        WrongSetting.unlessHttp("chatledger.gateway.command-side-url", commandSideUrl);
        WrongSetting.unlessHttp("chatledger.gateway.query-side-url", querySideUrl);
        WrongSetting.unlessPositive("chatledger.gateway.connect-timeout", connectTimeout);
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.calls-at-once", callsAtOnce);
        WrongSetting.unlessPositive("chatledger.gateway.response-timeout", responseTimeout);
        WrongSetting.unlessPositive("chatledger.gateway.stream-idle-timeout", streamIdleTimeout);
        WrongSetting.unlessPositive("chatledger.gateway.session-cookie-lifetime", sessionCookieLifetime);
    }

    URI url(Side side) {
        return switch (side) {
            case COMMAND -> commandSideUrl;
            case QUERY -> querySideUrl;
        };
    }
}
