package io.chatledger.command.store;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of the event store. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param cachedAccounts      kept in memory, at most
 * @param accountsCachedFor   kept in memory, since they were last asked for
 * @param snapshotAfterEvents of one account that were appended since its last snapshot
 * @param mostCommitsTogether in one transaction
 * @param housekeepingBatch   rows tidied up by one statement, at most
 * @param commitInterval      from the beginning of one such transaction to that of the next, at least
 */
@ConfigurationProperties("chatledger")
record StoreSettings(
        long cachedAccounts,
        Duration accountsCachedFor,
        int snapshotAfterEvents,
        int mostCommitsTogether,
        Duration commitInterval,
        int housekeepingBatch,
        Numbering sequencer) {

    StoreSettings {
        WrongSetting.unlessAtLeast(0, "chatledger.cached-accounts", cachedAccounts);
        WrongSetting.unlessPositive("chatledger.accounts-cached-for", accountsCachedFor);
        WrongSetting.unlessAtLeast(1, "chatledger.snapshot-after-events", snapshotAfterEvents);
        WrongSetting.unlessAtLeast(1, "chatledger.most-commits-together", mostCommitsTogether);
        WrongSetting.unlessAtLeast(1, "chatledger.housekeeping-batch", housekeepingBatch);
        WrongSetting.unless(
                !commitInterval.isNegative(), "chatledger.commit-interval", commitInterval, "a duration such as 2ms");
    }

    /**
     * @param pollInterval  how often to look for events of other copies
     * @param interval      from the beginning of one numbering to that of the next, at least
     * @param batch         events numbered in one transaction, at most
     * @param thoroughEvery one in so many numberings looks at all events
     */
    record Numbering(Duration pollInterval, Duration interval, int batch, int thoroughEvery) {

        Numbering {
            WrongSetting.unlessPositive("chatledger.sequencer.poll-interval", pollInterval);
            WrongSetting.unless(
                    !interval.isNegative(), "chatledger.sequencer.interval", interval, "a duration such as 6ms");
            WrongSetting.unlessAtLeast(1, "chatledger.sequencer.batch", batch);
            WrongSetting.unlessAtLeast(1, "chatledger.sequencer.thorough-every", thoroughEvery);
        }
    }
}
