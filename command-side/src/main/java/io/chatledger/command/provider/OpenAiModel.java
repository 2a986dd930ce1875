package io.chatledger.command.provider;

import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** A model behind OpenAI's chat completions API, always asked to stream and to tell its usage. */
final class OpenAiModel implements ChatModel {

    private final String provider;
    private final ProviderSettings.Model settings;
    private final Price price;
    private final ProviderCalls calls;
    private final JsonMapper json;
    private final Rest rest;

    OpenAiModel(
            String provider, ProviderSettings.Model settings, Price price, ProviderCalls calls, JsonMapper json) {
        this.provider = provider;
        this.settings = settings;
        this.price = price;
        this.calls = calls;
        this.json = json;
        this.rest = new Rest("model " + settings.id());
    }

    @Override
    public String id() {
        return settings.id();
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public Price price() {
        return price;
    }

    @Override
    public int mostCompletionTokens() {
        return settings.mostCompletionTokens();
    }

    @Override
    public int callsAtOnce() {
        return calls.atOnce();
    }

    @Override
    public boolean readsContext() {
        return true;
    }

    @Override
    public Reply reply(Prompt prompt, Consumer<Delta> onDelta, Cancellation cancellation) {
        List<Map<String, String>> messages = prompt.turns().stream()
                .map(turn -> Map.of("role", turn.role().name().toLowerCase(Locale.ROOT), "content", turn.text()))
                .toList();
        return calls.stream(
                json.writeValueAsBytes(Map.of(
                        "model", settings.nameUpstream(),
                        "messages", messages,
                        settings.mostCompletionTokensField(), prompt.mostCompletionTokens(),
                        "stream", true,
                        "stream_options", Map.of("include_usage", true))),
                rest,
                onDelta,
                cancellation);
    }
}
