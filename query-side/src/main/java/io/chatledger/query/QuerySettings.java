package io.chatledger.query;

import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Every limit of this side. The values and the reasons for them stand in {@code query-side.yaml}.
 *
 * @param jwkSetUri        where command-side publishes the keys of its access tokens
 * @param rememberedTokens    access tokens that need not be verified again
 * @param tokensRememberedFor how long, at most
 * @param revocationsPollInterval how often command-side is asked what was revoked
 * @param idempotencyKeyLifetime how long the answer of a request with a key is given again
 * @param freshnessTimeout how long a read waits for its projection before it is refused
 */
@ConfigurationProperties("chatledger")
public record QuerySettings(
        URI jwkSetUri,
        int rememberedTokens,
        Duration tokensRememberedFor,
        Duration revocationsPollInterval,
        Duration idempotencyKeyLifetime,
        Duration freshnessTimeout,
        Personal personal,
        Projections projections,
        Audit audit) {

    public QuerySettings {
        WrongSetting.unlessHttp("chatledger.jwk-set-uri", jwkSetUri);
        WrongSetting.unlessAtLeast(0, "chatledger.remembered-tokens", rememberedTokens);
        WrongSetting.unlessPositive("chatledger.tokens-remembered-for", tokensRememberedFor);
        WrongSetting.unlessPositive("chatledger.revocations-poll-interval", revocationsPollInterval);
        WrongSetting.unlessPositive("chatledger.idempotency-key-lifetime", idempotencyKeyLifetime);
        WrongSetting.unlessPositive("chatledger.freshness-timeout", freshnessTimeout);
    }

    /**
     * @param key           under which command-side stores the keys of accounts, as 64 hexadecimal digits; empty if it
     *                      is in a file
     * @param keyFile       that file
     * @param keysCached    keys of accounts in memory, at most
     * @param keysCachedFor and for how long
     */
    public record Personal(String key, Path keyFile, long keysCached, Duration keysCachedFor) {

        public Personal {
            WrongSetting.unless(
                    key.isEmpty() || key.strip().matches("[0-9a-fA-F]{64}"),
                    "chatledger.personal.key", "not shown", "64 hexadecimal digits, or nothing");
            WrongSetting.unlessAtLeast(1, "chatledger.personal.keys-cached", keysCached);
            WrongSetting.unlessPositive("chatledger.personal.keys-cached-for", keysCachedFor);
        }
    }

    /**
     * @param batchEvents    events projected in one transaction, at most
     * @param batchBytes     after this much payload a batch takes no further event
     * @param pollInterval   how often to look for events that no notification told of
     * @param liveInterval   from the beginning of one live batch to that of the next, at least, when nobody waits for
     *                       it
     * @param rebuildPollInterval how often to look for a rebuild that another copy of this application has left undone
     * @param longestBackOff the longest pause between two tries of an event that cannot be projected
     */
    public record Projections(
            int batchEvents,
            DataSize batchBytes,
            Duration pollInterval,
            Duration liveInterval,
            Duration rebuildPollInterval,
            Duration longestBackOff) {

        public Projections {
            WrongSetting.unlessAtLeast(1, "chatledger.projections.batch-events", batchEvents);
            WrongSetting.unlessAtLeast(1, "chatledger.projections.batch-bytes", batchBytes.toBytes());
            WrongSetting.unlessPositive("chatledger.projections.poll-interval", pollInterval);
            WrongSetting.unlessPositive("chatledger.projections.live-interval", liveInterval);
            WrongSetting.unlessPositive("chatledger.projections.rebuild-poll-interval", rebuildPollInterval);
            WrongSetting.unlessPositive("chatledger.projections.longest-back-off", longestBackOff);
        }
    }

    /**
     * @param pageEvents        events read from the database at once while many are streamed to an auditor
     * @param mismatchesKept    how many wrong rows a replay names; all are counted
     */
    public record Audit(int pageEvents, int mismatchesKept) {

        public Audit {
            WrongSetting.unlessAtLeast(1, "chatledger.audit.page-events", pageEvents);
            WrongSetting.unlessAtLeast(0, "chatledger.audit.mismatches-kept", mismatchesKept);
        }
    }
}
