package io.chatledger.command.key;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of API keys. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param apiKeysPerAccount  that are not revoked, at most
 * @param apiKeyUseNotedEvery how exactly the time of a key's last use is known
 * @param revokedApiKeysKept how long a revoked key can still be traced
 */
@ConfigurationProperties("chatledger")
record KeySettings(int apiKeysPerAccount, Duration apiKeyUseNotedEvery, Duration revokedApiKeysKept) {

    KeySettings {
        WrongSetting.unlessAtLeast(0, "chatledger.api-keys-per-account", apiKeysPerAccount);
        WrongSetting.unlessPositive("chatledger.api-key-use-noted-every", apiKeyUseNotedEvery);
        WrongSetting.unlessPositive("chatledger.revoked-api-keys-kept", revokedApiKeysKept);
    }
}
