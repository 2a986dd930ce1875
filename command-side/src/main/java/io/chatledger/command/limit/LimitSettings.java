package io.chatledger.command.limit;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much strangers may try. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param freeLogIns              wrong passwords in a row before an account waits
 * @param longestLogInWait        up to which the wait doubles
 * @param turnsPerAddress         of an account that waits, in each {@code turnsWindow}
 * @param knownAddressesKept      how long after the last log-in from there an account knows an address
 * @param knownAddressesPerAccount at most; beyond, the longest not used is forgotten
 * @param passwordChecksPerAccount in each {@code passwordChecksWindow}, right ones too
 * @param passwordChecksPerAddress in each {@code passwordChecksWindow}, right ones too
 * @param failedLogInsPerAddress  in each {@code failedLogInsWindow}
 * @param registrationsPerAddress in each {@code registrationsWindow}
 * @param mailsPerMailbox         in each {@code mailsWindow}
 * @param mailRequestsPerAddress  in each {@code mailsWindow}
 * @param attemptsKept            how long after the last attempt it is forgotten
 */
@ConfigurationProperties("chatledger.limits")
record LimitSettings(
        int freeLogIns,
        Duration longestLogInWait,
        int turnsPerAddress,
        Duration turnsWindow,
        Duration knownAddressesKept,
        int knownAddressesPerAccount,
        int passwordChecksPerAccount,
        int passwordChecksPerAddress,
        Duration passwordChecksWindow,
        int failedLogInsPerAddress,
        Duration failedLogInsWindow,
        int registrationsPerAddress,
        Duration registrationsWindow,
        int mailsPerMailbox,
        int mailRequestsPerAddress,
        Duration mailsWindow,
        Duration attemptsKept) {

    LimitSettings {
        WrongSetting.unlessAtLeast(1, "chatledger.limits.free-log-ins", freeLogIns);
        WrongSetting.unlessPositive("chatledger.limits.longest-log-in-wait", longestLogInWait);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.turns-per-address", turnsPerAddress);
        WrongSetting.unlessPositive("chatledger.limits.turns-window", turnsWindow);
        WrongSetting.unlessPositive("chatledger.limits.known-addresses-kept", knownAddressesKept);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.known-addresses-per-account", knownAddressesPerAccount);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.password-checks-per-account", passwordChecksPerAccount);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.password-checks-per-address", passwordChecksPerAddress);
        WrongSetting.unlessPositive("chatledger.limits.password-checks-window", passwordChecksWindow);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.failed-log-ins-per-address", failedLogInsPerAddress);
        WrongSetting.unlessPositive("chatledger.limits.failed-log-ins-window", failedLogInsWindow);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.registrations-per-address", registrationsPerAddress);
        WrongSetting.unlessPositive("chatledger.limits.registrations-window", registrationsWindow);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.mails-per-mailbox", mailsPerMailbox);
        WrongSetting.unlessAtLeast(1, "chatledger.limits.mail-requests-per-address", mailRequestsPerAddress);
        WrongSetting.unlessPositive("chatledger.limits.mails-window", mailsWindow);
        WrongSetting.unlessPositive("chatledger.limits.attempts-kept", attemptsKept);
    }
}
