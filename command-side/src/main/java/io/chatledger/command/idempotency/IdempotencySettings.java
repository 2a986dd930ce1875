package io.chatledger.command.idempotency;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The value and the reason for it stand in {@code command-side.yaml}.
 *
 * @param idempotencyKeyLifetime for so long a repeated request gets its first answer
 */
@ConfigurationProperties("chatledger")
record IdempotencySettings(Duration idempotencyKeyLifetime) {

    IdempotencySettings {
        WrongSetting.unlessPositive("chatledger.idempotency-key-lifetime", idempotencyKeyLifetime);
    }
}
