package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.InvalidValue;
import io.chatledger.api.MessageKind;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatModelsTest {

    private static final List<ChatModel> BUILT_IN = List.of(new FreeModel("echo"), new FreeModel("demo"));
    private static final List<ModelCatalog> CONFIGURED = List.of(() -> List.of(new FreeModel("z"), new FreeModel("a")));

    @Test
    void whereNoneIsAskedForTheFirstConfiguredAnswersOrDemoIfThereIsNone() {
        assertThat(models(List.of(), "").get(null, MessageKind.CHAT).id()).isEqualTo("demo");
        assertThat(models(CONFIGURED, " ").get(null, MessageKind.CHAT).id()).isEqualTo("z");
    }

    @Test
    void anOperatorMayWantAnotherOne() {
        assertThat(models(CONFIGURED, "echo").get(null, MessageKind.CHAT).id()).isEqualTo("echo");
        assertThat(models(CONFIGURED, "a").get(null, MessageKind.CHAT).id()).isEqualTo("a");
        assertThatThrownBy(() -> models(CONFIGURED, "b")).isInstanceOf(InvalidValue.class);
    }

    private static ChatModels models(List<ModelCatalog> catalogs, String defaultModel) {
        return new ChatModels(
                BUILT_IN, catalogs, AnyChatSettings.withDefaultModel(defaultModel), Clock.systemUTC());
    }
}
