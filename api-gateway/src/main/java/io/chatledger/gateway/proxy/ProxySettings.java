package io.chatledger.gateway.proxy;

import java.net.URI;
import java.time.Duration;

import io.chatledger.gateway.routing.Side;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the sides are, and how patient the gateway is with them.
 *
 * @param callsAtOnce       to each side; further ones wait for as long as for a connection
 * @param responseTimeout   from the call to the beginning of the answer, unless the route says otherwise
 * @param streamIdleTimeout how long an answer that has begun may pause
 */
@ConfigurationProperties("chatledger.gateway")
record ProxySettings(
        URI commandSideUrl,
        URI querySideUrl,
        Duration connectTimeout,
        int callsAtOnce,
        Duration responseTimeout,
        Duration streamIdleTimeout) {

    URI url(Side side) {
        return switch (side) {
            case COMMAND -> commandSideUrl;
            case QUERY -> querySideUrl;
        };
    }
}
