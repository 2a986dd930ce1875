package io.chatledger.command.personal;

import io.chatledger.settings.WrongSetting;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of the keys of personal texts. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param personalKey           under which the keys of accounts are stored, as 64 hexadecimal digits; empty if it is in
 *                              a file
 * @param personalKeyBefore     the one before it, if that has just been replaced; empty if it was not, or is in a file
 * @param keysFolder            where those files are
 * @param personalKeysCached    in memory, at most
 * @param personalKeysCachedFor and for how long
 * @param erasuresLookedForEvery by other copies
 */
@ConfigurationProperties("chatledger")
record PersonalSettings(
        String personalKey,
        String personalKeyBefore,
        Path keysFolder,
        long personalKeysCached,
        Duration personalKeysCachedFor,
        Duration erasuresLookedForEvery) {

    PersonalSettings {
        requireKey("chatledger.personal-key", personalKey);
        requireKey("chatledger.personal-key-before", personalKeyBefore);
        WrongSetting.unlessAtLeast(1, "chatledger.personal-keys-cached", personalKeysCached);
        WrongSetting.unlessPositive("chatledger.personal-keys-cached-for", personalKeysCachedFor);
        WrongSetting.unlessPositive("chatledger.erasures-looked-for-every", erasuresLookedForEvery);
    }

    private static void requireKey(String name, String key) {
        WrongSetting.unless(
                key.isEmpty() || key.strip().matches("[0-9a-fA-F]{64}"),
                name, "not shown", "64 hexadecimal digits, or nothing");
    }
}
