package io.chatledger.query;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Every limit of this side. The values and the reasons for them stand in {@code query-side.yaml}.
 *
 * @param jwkSetUri        where command-side publishes the keys of its access tokens
 * @param rememberedTokens    access tokens that need not be verified again
 * @param tokensRememberedFor how long, at most
 * @param freshnessTimeout how long a read waits for its projection before it is refused
 */
@ConfigurationProperties("chatledger")
public record QuerySettings(
        URI jwkSetUri,
        int rememberedTokens,
        Duration tokensRememberedFor,
        Duration freshnessTimeout,
        Projections projections,
        Audit audit) {

    /**
     * @param batchEvents    events projected in one transaction, at most
     * @param batchBytes     after this much payload a batch takes no further event
     * @param pollInterval   how often to look for events that no notification told of
     * @param liveInterval   from the beginning of one live batch to that of the next, at least, when nobody waits for it
     * @param rebuildPollInterval how often to look for a rebuild that another copy of this application has left undone
     * @param longestBackOff the longest pause between two tries of an event that cannot be projected
     */
    public record Projections(
            int batchEvents,
            DataSize batchBytes,
            Duration pollInterval,
            Duration liveInterval,
            Duration rebuildPollInterval,
            Duration longestBackOff) {}

    /**
     * @param pageEvents        events read from the database at once while many are streamed to an auditor
     * @param mismatchesKept    how many wrong rows a replay names; all are counted
     */
    public record Audit(int pageEvents, int mismatchesKept) {}
}
