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
 * @param operationEventsInterval from one event about the operation to the next
 * @param operationTimeout  how long the sides may take to say how they are
 * @param operationListeners to these events at once; more are refused
 * @param exportsAtOnce     of all people's data together; more are refused
 */
@ConfigurationProperties("chatledger.gateway")
record ProxySettings(
        URI commandSideUrl,
        URI querySideUrl,
        Duration connectTimeout,
        int callsAtOnce,
        Duration responseTimeout,
        Duration streamIdleTimeout,
        Duration sessionCookieLifetime,
        Duration operationEventsInterval,
        Duration operationTimeout,
        int operationListeners,
        int exportsAtOnce) {

    ProxySettings {
        WrongSetting.unlessHttp("chatledger.gateway.command-side-url", commandSideUrl);
        WrongSetting.unlessHttp("chatledger.gateway.query-side-url", querySideUrl);
        WrongSetting.unlessPositive("chatledger.gateway.connect-timeout", connectTimeout);
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.calls-at-once", callsAtOnce);
        WrongSetting.unlessPositive("chatledger.gateway.response-timeout", responseTimeout);
        WrongSetting.unlessPositive("chatledger.gateway.stream-idle-timeout", streamIdleTimeout);
        WrongSetting.unlessPositive("chatledger.gateway.session-cookie-lifetime", sessionCookieLifetime);
        WrongSetting.unlessPositive("chatledger.gateway.operation-events-interval", operationEventsInterval);
        WrongSetting.unlessPositive("chatledger.gateway.operation-timeout", operationTimeout);
        WrongSetting.unlessAtLeast(0, "chatledger.gateway.operation-listeners", operationListeners);
        WrongSetting.unlessAtLeast(0, "chatledger.gateway.exports-at-once", exportsAtOnce);
    }

    URI url(Side side) {
        return switch (side) {
            case COMMAND -> commandSideUrl;
            case QUERY -> querySideUrl;
            case BOTH -> throw new IllegalArgumentException("not one side");
        };
    }
}
