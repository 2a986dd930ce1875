package io.chatledger.command.revocation;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param revocationsKept how late another copy may learn of one */
@ConfigurationProperties("chatledger")
record RevocationSettings(Duration revocationsKept) {

    RevocationSettings {
        WrongSetting.unlessPositive("chatledger.revocations-kept", revocationsKept);
    }
}
