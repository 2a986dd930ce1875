package io.chatledger.command.limit;

import io.chatledger.settings.WrongSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much an account may ask of this copy. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param rateLimits           whether there are limits at all
 * @param messagesPerMinute    may be sent at once, and come back evenly over a minute
 * @param changesPerHour       that cost nothing may be made at once, and come back evenly over an hour
 * @param streamsAtOnce        answers that may be streamed to an account at the same time
 * @param providerSharePercent of the calls that one provider takes at once, for one account
 * @param countedAccounts      whose requests are counted at most; beyond, the count of the longest silent is forgotten
 */
@ConfigurationProperties("chatledger")
record AccountLimitSettings(
        boolean rateLimits,
        int messagesPerMinute,
        int changesPerHour,
        int streamsAtOnce,
        int providerSharePercent,
        int countedAccounts) {

    AccountLimitSettings {
        WrongSetting.unlessAtLeast(1, "chatledger.messages-per-minute", messagesPerMinute);
        WrongSetting.unlessAtLeast(1, "chatledger.changes-per-hour", changesPerHour);
        WrongSetting.unlessAtLeast(1, "chatledger.streams-at-once", streamsAtOnce);
        WrongSetting.unlessBetween(1, 100, "chatledger.provider-share-percent", providerSharePercent);
        WrongSetting.unlessAtLeast(1, "chatledger.counted-accounts", countedAccounts);
    }
}
