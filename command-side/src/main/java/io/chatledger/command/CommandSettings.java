package io.chatledger.command;

import io.chatledger.settings.WrongSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param scheduledWorkAtOnce kinds of work that may run at the same time */
@ConfigurationProperties("chatledger")
record CommandSettings(int scheduledWorkAtOnce) {

    CommandSettings {
        WrongSetting.unlessAtLeast(1, "chatledger.scheduled-work-at-once", scheduledWorkAtOnce);
    }
}
