package io.chatledger.command.openai;

import io.chatledger.settings.WrongSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param completionContextCharacters of all messages of one call together, at most; each may be as long */
@ConfigurationProperties("chatledger")
record CompletionSettings(int completionContextCharacters) {

    CompletionSettings {
        WrongSetting.unlessAtLeast(1, "chatledger.completion-context-characters", completionContextCharacters);
    }
}
