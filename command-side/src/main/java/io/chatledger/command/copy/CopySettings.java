package io.chatledger.command.copy;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of copies of this side. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param lookInterval  from one sign of life to the next, and from one look for those of others to the next
 * @param looksUntilGone how often in a row one that is gone is looked for in vain
 */
@ConfigurationProperties("chatledger.copies")
record CopySettings(Duration lookInterval, int looksUntilGone) {

    CopySettings {
        WrongSetting.unlessPositive("chatledger.copies.look-interval", lookInterval);
        WrongSetting.unlessAtLeast(2, "chatledger.copies.looks-until-gone", looksUntilGone);
    }
}
