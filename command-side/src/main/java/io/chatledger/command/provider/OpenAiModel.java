package io.chatledger.command.provider;

import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.chat.Reply;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** A model behind OpenAI's chat completions API, always asked to stream and to tell its usage. */
final class OpenAiModel extends ProvidedModel {

    private final JsonMapper json;

    OpenAiModel(
            String provider, ProviderSettings.Model settings, Price price, ProviderCalls calls, JsonMapper json) {
        super(provider, settings, price, calls);
        this.json = json;
    }

    @Override
    public int mostChoices() {
        return settings().mostChoices();
    }

    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        return calls().ask(
                new ProviderRequest(
                        "/chat/completions",
                        "text/event-stream",
                        json.writeValueAsBytes(body(prompt)),
                        (stream, deadlines) -> new CompletionReader(
                                json,
                                UnaryOperator.identity(),
                                prompt.choices(),
                                calls().limits().longestReplyCharacters(),
                                deadlines,
                                listener)
                                        .read(stream)),
                rest(),
                cancellation);
    }

    /** What decides about the price is ours to say, and said last. */
    private Map<String, Object> body(Prompt prompt) {
        var body = new LinkedHashMap<String, Object>(prompt.tuning());
        body.put("model", settings().nameUpstream());
        body.put("messages", prompt.turns().stream().map(OpenAiModel::message).toList());
        body.put(settings().mostCompletionTokensField(), prompt.mostCompletionTokens());
        if (prompt.choices() > 1) {
            body.put("n", prompt.choices());
        }
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));
        return body;
    }

    private static Object message(Turn turn) {
        return turn.message() != null
                ? turn.message()
                : Map.of("role", turn.role().name().toLowerCase(Locale.ROOT), "content", turn.text());
    }
}
