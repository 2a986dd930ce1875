package io.chatledger.command.session;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of sessions. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param sessionIdleLifetime     a session that nobody uses ends after it
 * @param sessionAbsoluteLifetime every session ends after it
 * @param sessionUseNotedEvery    how exactly the time is known at which a session's token was last used
 * @param refreshRepeatableFor    how long a refresh token that comes again gets the same answer
 * @param endedSessionsKept       for people to see them
 * @param sessionsListed          at most
 * @param housekeepingInterval    from one look for what can be forgotten to the next
 */
@ConfigurationProperties("chatledger")
record SessionSettings(
        Duration sessionIdleLifetime,
        Duration sessionAbsoluteLifetime,
        Duration sessionUseNotedEvery,
        Duration refreshRepeatableFor,
        Duration endedSessionsKept,
        int sessionsListed,
        Duration housekeepingInterval) {

    SessionSettings {
        WrongSetting.unlessPositive("chatledger.session-idle-lifetime", sessionIdleLifetime);
        WrongSetting.unlessPositive("chatledger.session-absolute-lifetime", sessionAbsoluteLifetime);
        WrongSetting.unlessPositive("chatledger.session-use-noted-every", sessionUseNotedEvery);
        WrongSetting.unlessPositive("chatledger.refresh-repeatable-for", refreshRepeatableFor);
        WrongSetting.unlessPositive("chatledger.ended-sessions-kept", endedSessionsKept);
        WrongSetting.unlessAtLeast(1, "chatledger.sessions-listed", sessionsListed);
        WrongSetting.unlessPositive("chatledger.housekeeping-interval", housekeepingInterval);
    }
}
