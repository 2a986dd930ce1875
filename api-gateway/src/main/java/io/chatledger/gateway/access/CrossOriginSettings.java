package io.chatledger.gateway.access;

import io.chatledger.settings.WrongSetting;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param allowedOrigins of sites whose scripts may call, exactly as browsers name them (RFC 6454, section 6.2) */
@ConfigurationProperties("chatledger.gateway")
record CrossOriginSettings(Set<String> allowedOrigins) {

    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#\\s]+");

    CrossOriginSettings {
        allowedOrigins.forEach(origin -> WrongSetting.unless(
                ORIGIN.matcher(origin).matches(),
                "chatledger.gateway.allowed-origins",
                origin,
                "a list of origins such as https://chat.example.org, without a path, comma-separated"));
    }
}
