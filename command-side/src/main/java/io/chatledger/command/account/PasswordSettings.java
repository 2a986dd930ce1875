package io.chatledger.command.account;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of passwords. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param passwordShortestCharacters in Unicode code points, as the longest
 * @param passwordHashesAtOnce       computed at the same time
 * @param passwordHashesWaiting      further ones that may wait for their turn
 * @param passwordHashWait           for how long
 */
@ConfigurationProperties("chatledger")
record PasswordSettings(
        int passwordShortestCharacters,
        int passwordLongestCharacters,
        int passwordHashesAtOnce,
        int passwordHashesWaiting,
        Duration passwordHashWait) {

    PasswordSettings {
        WrongSetting.unlessAtLeast(1, "chatledger.password-shortest-characters", passwordShortestCharacters);
        WrongSetting.unlessAtLeast(
                passwordShortestCharacters, "chatledger.password-longest-characters", passwordLongestCharacters);
        WrongSetting.unlessAtLeast(1, "chatledger.password-hashes-at-once", passwordHashesAtOnce);
        WrongSetting.unlessAtLeast(0, "chatledger.password-hashes-waiting", passwordHashesWaiting);
        WrongSetting.unlessPositive("chatledger.password-hash-wait", passwordHashWait);
    }
}
