package io.chatledger.command.chat;

import java.time.Duration;

/** Settings of chats where a test cares about a few of them only. */
final class AnyChatSettings {

    private AnyChatSettings() {}

    static ChatSettings withKeepAlives(Duration interval, Duration pause) {
        return with("", interval, pause, 50);
    }

    static ChatSettings withContext(int exchanges) {
        return with("", Duration.ofSeconds(10), Duration.ofMillis(500), exchanges);
    }

    static ChatSettings withDefaultModel(String model) {
        return with(model, Duration.ofSeconds(10), Duration.ofMillis(500), 50);
    }

    private static ChatSettings with(
            String defaultModel, Duration keepAliveInterval, Duration keepAlivePause, int contextExchanges) {
        return new ChatSettings(
                defaultModel,
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                100,
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
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
