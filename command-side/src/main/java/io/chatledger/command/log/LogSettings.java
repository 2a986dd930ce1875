package io.chatledger.command.log;

import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of the verifiable log. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param name               of the operator; {@code /chatledger} is added to it
 * @param checkpointInterval from one checkpoint to the next, at least
 * @param batchEvents        added to the tree in one transaction, at most
 * @param keyOverlap         how long an old key goes on signing beside a new one
 * @param witnessTimeout     for the connection to a witness, and for its answer
 * @param witnesses          that are asked to sign each checkpoint
 */
@ConfigurationProperties("chatledger.log")
record LogSettings(
        String name,
        Duration checkpointInterval,
        int batchEvents,
        Duration keyOverlap,
        Duration witnessTimeout,
        List<WitnessSettings> witnesses) {

    /**
     * @param url the submission prefix
     * @param key by which its signatures are verified
     */
    record WitnessSettings(URI url, String key) {

        WitnessSettings {
            WrongSetting.unlessHttp("chatledger.log.witnesses.url", url);
            try {
                WitnessKey.parse(key);
            } catch (IllegalArgumentException e) {
                WrongSetting.unless(false, "chatledger.log.witnesses.key", key, "a verifier key; " + e.getMessage());
            }
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)*");
    private static final int LONGEST_NAME = 100;

    LogSettings {
        WrongSetting.unless(name.length() <= LONGEST_NAME && NAME.matcher(name).matches(), "chatledger.log.name", name,
                "a host name, such as chat.example.org, perhaps with a path, of at most 100 characters");
        WrongSetting.unlessPositive("chatledger.log.checkpoint-interval", checkpointInterval);
        WrongSetting.unlessAtLeast(1, "chatledger.log.batch-events", batchEvents);
        WrongSetting.unlessPositive("chatledger.log.key-overlap", keyOverlap);
        WrongSetting.unlessPositive("chatledger.log.witness-timeout", witnessTimeout);
    }

    /** The first line of every checkpoint. */
    String origin() {
        return name + "/chatledger";
    }
}
