package io.chatledger.command.session;

import io.chatledger.settings.WrongSetting;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of sessions and the keys of their access tokens. The values and the reasons for them stand in
 * {@code command-side.yaml}.
 *
 * @param keysFolder              where the private keys are
 * @param keyPublishedBeforeUse   a new key, for so long
 * @param keysCheckedEvery        for a new key
 * @param accessTokenLifetime     of an access token
 * @param sessionIdleLifetime     a session that nobody uses ends after it
 * @param sessionAbsoluteLifetime every session ends after it
 * @param sessionUseNotedEvery    how exactly the time is known at which a session's token was last used
 * @param refreshRepeatableFor    how long a refresh token that comes again gets the same answer
 * @param exchangedTokenLifetime  of an access token that stands for a session token or an API key
 * @param resetCodeLifetime       how long a code that an administrator made can be used
 * @param endedSessionsKept       for people to see them
 * @param sessionsListed          at most
 * @param revocationsKept         how late another copy may learn of one
 * @param housekeepingInterval    from one look for what can be forgotten to the next
 */
@ConfigurationProperties("chatledger")
record SessionSettings(
        Path keysFolder,
        Duration keyPublishedBeforeUse,
        Duration keysCheckedEvery,
        Duration accessTokenLifetime,
        Duration sessionIdleLifetime,
        Duration sessionAbsoluteLifetime,
        Duration sessionUseNotedEvery,
        Duration refreshRepeatableFor,
        Duration exchangedTokenLifetime,
        Duration resetCodeLifetime,
        Duration endedSessionsKept,
        int sessionsListed,
        Duration revocationsKept,
        Duration housekeepingInterval) {

    SessionSettings {
        WrongSetting.unlessPositive("chatledger.key-published-before-use", keyPublishedBeforeUse);
        WrongSetting.unlessPositive("chatledger.keys-checked-every", keysCheckedEvery);
        WrongSetting.unlessPositive("chatledger.access-token-lifetime", accessTokenLifetime);
        WrongSetting.unlessPositive("chatledger.session-idle-lifetime", sessionIdleLifetime);
        WrongSetting.unlessPositive("chatledger.session-absolute-lifetime", sessionAbsoluteLifetime);
        WrongSetting.unlessPositive("chatledger.session-use-noted-every", sessionUseNotedEvery);
        WrongSetting.unlessPositive("chatledger.refresh-repeatable-for", refreshRepeatableFor);
        WrongSetting.unlessPositive("chatledger.exchanged-token-lifetime", exchangedTokenLifetime);
        WrongSetting.unlessPositive("chatledger.reset-code-lifetime", resetCodeLifetime);
        WrongSetting.unlessPositive("chatledger.ended-sessions-kept", endedSessionsKept);
        WrongSetting.unlessAtLeast(1, "chatledger.sessions-listed", sessionsListed);
        WrongSetting.unlessPositive("chatledger.revocations-kept", revocationsKept);
        WrongSetting.unlessPositive("chatledger.housekeeping-interval", housekeepingInterval);
    }
}
