package io.chatledger.command.password;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param resetCodeLifetime how long a code that an administrator made can be used */
@ConfigurationProperties("chatledger")
record ResetSettings(Duration resetCodeLifetime) {

    ResetSettings {
        WrongSetting.unlessPositive("chatledger.reset-code-lifetime", resetCodeLifetime);
    }
}
