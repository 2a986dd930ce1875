package io.chatledger.gateway.limit;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How much a client may ask of this gateway.
 *
 * @param rateLimits               whether requests are counted
 * @param addressRequestsPerMinute without credentials, of one address; may come at once, and come back evenly
 * @param countedAddresses         at most; beyond, the count of the longest silent one is forgotten
 * @param maxBodySize              of a request, as it were without escapes for characters
 * @param maxEscapedBodySize       of a request as it comes
 * @param connectionsPerAddress    at once; more are closed unread
 * @param trustedProxies           whose connections are not counted, because they come for many clients
 * @param requestTimeout           from the first byte of a request to its last
 */
@ConfigurationProperties("chatledger.gateway")
record LimitSettings(
        boolean rateLimits,
        int addressRequestsPerMinute,
        int countedAddresses,
        DataSize maxBodySize,
        DataSize maxEscapedBodySize,
        int connectionsPerAddress,
        String trustedProxies,
        Duration requestTimeout) {

    LimitSettings {
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.address-requests-per-minute", addressRequestsPerMinute);
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.counted-addresses", countedAddresses);
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.connections-per-address", connectionsPerAddress);
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.max-body-size", maxBodySize.toBytes());
        WrongSetting.unlessAtLeast(1, "chatledger.gateway.max-escaped-body-size", maxEscapedBodySize.toBytes());
        WrongSetting.unlessPositive("chatledger.gateway.request-timeout", requestTimeout);
    }
}
