package io.chatledger.command.chat;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of chats. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param defaultModel                for messages that name none; empty for the first that a provider has
 * @param holdTimeout                 after which a hold expires whose reply never came
 * @param holdSweepInterval           from one look for such holds to the next
 * @param holdSweepBatch              of them that are expired at once
 * @param releaseRetryInterval        from one try to release a hold to the next
 * @param repliesFinishWithin         of being told to end
 * @param idempotencyKeyLifetime      for so long a repeated request gets its first answer
 * @param keepAliveInterval           for so long a stream may be silent
 * @param keepAlivePause              between the parts of a keep-alive
 * @param contextExchanges            of the conversation before that a model is told, at most
 * @param contextTokens               in them, at most
 * @param promptEstimateMarginPercent held above our own count of the prompt
 * @param providerRetries             how often all providers of a model are asked once more if none has answered
 * @param providerRetryPause          before the first time; doubled each time, and half of it at least
 */
@ConfigurationProperties("chatledger")
record ChatSettings(
        String defaultModel,
        Duration holdTimeout,
        Duration holdSweepInterval,
        int holdSweepBatch,
        Duration releaseRetryInterval,
        Duration repliesFinishWithin,
        Duration idempotencyKeyLifetime,
        Duration keepAliveInterval,
        Duration keepAlivePause,
        int contextExchanges,
        int contextTokens,
        int promptEstimateMarginPercent,
        int providerRetries,
        Duration providerRetryPause) {

    /** With five retries there are at most 155 s between the attempts. */
    private static final int MOST_PROVIDER_RETRIES = 5;
    private static final Duration LONGEST_PROVIDER_RETRY_PAUSE = Duration.ofSeconds(5);

    ChatSettings {
        WrongSetting.unlessPositive("chatledger.hold-timeout", holdTimeout);
        WrongSetting.unlessPositive("chatledger.hold-sweep-interval", holdSweepInterval);
        WrongSetting.unlessAtLeast(1, "chatledger.hold-sweep-batch", holdSweepBatch);
        WrongSetting.unlessPositive("chatledger.release-retry-interval", releaseRetryInterval);
        WrongSetting.unlessPositive("chatledger.replies-finish-within", repliesFinishWithin);
        WrongSetting.unlessPositive("chatledger.idempotency-key-lifetime", idempotencyKeyLifetime);
        WrongSetting.unlessPositive("chatledger.keep-alive-pause", keepAlivePause);
        Duration pauses = keepAlivePause.multipliedBy(AnswerWriter.KEEP_ALIVE.size());
        WrongSetting.unless(
                keepAliveInterval.compareTo(pauses) >= 0,
                "chatledger.keep-alive-interval",
                keepAliveInterval.toMillis() + "ms",
                "a duration of at least %dms, %d times chatledger.keep-alive-pause"
                        .formatted(pauses.toMillis(), AnswerWriter.KEEP_ALIVE.size()));
        WrongSetting.unlessAtLeast(0, "chatledger.context-exchanges", contextExchanges);
        WrongSetting.unlessAtLeast(0, "chatledger.context-tokens", contextTokens);
        WrongSetting.unlessAtLeast(0, "chatledger.prompt-estimate-margin-percent", promptEstimateMarginPercent);
        WrongSetting.unlessBetween(0, MOST_PROVIDER_RETRIES, "chatledger.provider-retries", providerRetries);
        WrongSetting.unless(
                providerRetryPause.isPositive() && providerRetryPause.compareTo(LONGEST_PROVIDER_RETRY_PAUSE) <= 0,
                "chatledger.provider-retry-pause",
                providerRetryPause.toMillis() + "ms",
                "a duration above zero, and at most 5s");
    }
}
