package io.chatledger.command.chat;

import java.time.Duration;

/** Settings of chats where a test cares about a few of them only. */
final class AnyChatSettings {

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(20);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private AnyChatSettings() {}

    static ChatSettings withKeepAlives(Duration interval, Duration pause) {
        return with("", FINISH_WITHIN, interval, pause, 50);
    }

    static ChatSettings withContext(int exchanges) {
        return with("", FINISH_WITHIN, KEEP_ALIVE, PAUSE, exchanges);
    }

    static ChatSettings withDefaultModel(String model) {
        return with(model, FINISH_WITHIN, KEEP_ALIVE, PAUSE, 50);
    }

    static ChatSettings withRepliesFinishingWithin(Duration time) {
        return with("", time, KEEP_ALIVE, PAUSE, 50);
    }

    private static ChatSettings with(
            String defaultModel,
            Duration repliesFinishWithin,
            Duration keepAliveInterval,
            Duration keepAlivePause,
            int contextExchanges) {
        return new ChatSettings(
                defaultModel,
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                100,
                Duration.ofSeconds(1),
                repliesFinishWithin,
                Duration.ofHours(24),
                keepAliveInterval,
                keepAlivePause,
                contextExchanges,
                8000,
                25,
                0,
                Duration.ofMillis(500));
    }
}
