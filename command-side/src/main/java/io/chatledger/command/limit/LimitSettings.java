package io.chatledger.command.limit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much strangers may try. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param freeLogIns              wrong passwords in a row before an account waits
 * @param longestLogInWait        up to which the wait doubles
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
        Duration attemptsKept) {}
