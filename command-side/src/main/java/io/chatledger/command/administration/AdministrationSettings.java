package io.chatledger.command.administration;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What administrators may.
 *
 * @param chatsOpenFor how long somebody's chats can be read after the reason was given
 */
@ConfigurationProperties("chatledger")
record AdministrationSettings(Duration chatsOpenFor) {

    AdministrationSettings {
        WrongSetting.unlessPositive("chatledger.chats-open-for", chatsOpenFor);
    }
}
