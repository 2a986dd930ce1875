package io.chatledger.command.signing;

import io.chatledger.settings.WrongSetting;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of access tokens and the keys that sign them. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param keysFolder             where the private keys are
 * @param keyPublishedBeforeUse  a new key, for so long
 * @param keysCheckedEvery       for a new key
 * @param accessTokenLifetime    of an access token
 * @param exchangedTokenLifetime of an access token that stands for a session token or an API key
 */
@ConfigurationProperties("chatledger")
record SigningSettings(
        Path keysFolder,
        Duration keyPublishedBeforeUse,
        Duration keysCheckedEvery,
        Duration accessTokenLifetime,
        Duration exchangedTokenLifetime) {

    SigningSettings {
        WrongSetting.unlessPositive("chatledger.key-published-before-use", keyPublishedBeforeUse);
        WrongSetting.unlessPositive("chatledger.keys-checked-every", keysCheckedEvery);
        WrongSetting.unlessPositive("chatledger.access-token-lifetime", accessTokenLifetime);
        WrongSetting.unlessPositive("chatledger.exchanged-token-lifetime", exchangedTokenLifetime);
    }
}
