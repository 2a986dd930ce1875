package io.chatledger.command.provider;

import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.ModelState;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.chat.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A model behind OpenAI's chat completions API, always asked to stream and to tell its usage. */
final class OpenAiModel implements ChatModel {

    private static final String IMAGE_URL = "image_url";

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
    public int weight() {
        return settings.weight();
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
        return calls.limits().callsAtOnce();
    }

    @Override
    public boolean readsContext() {
        return true;
    }

    @Override
    public boolean takes(String field) {
        return settings.takes(field);
    }

    @Override
    public int mostChoices() {
        return settings.mostChoices();
    }

    @Override
    public int mostTokensOf(String type) {
        return type.equals(IMAGE_URL) ? settings.mostPictureTokens() : settings.mostFileTokens();
    }

    @Override
    public Duration longestCall() {
        return calls.limits().totalTimeout();
    }

    @Override
    public ModelState state() {
        return calls.state(rest);
    }

    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        return calls.ask(
                new ProviderRequest(
                        "/chat/completions",
                        "text/event-stream",
                        json.writeValueAsBytes(body(prompt)),
                        (stream, deadlines) -> new CompletionReader(
                                json, prompt.choices(), calls.limits().longestReplyCharacters(), deadlines, listener)
                                        .read(stream)),
                rest,
                cancellation);
    }

    /** What decides about the price is ours to say, and said last. */
    private Map<String, Object> body(Prompt prompt) {
        var body = new LinkedHashMap<String, Object>(prompt.tuning());
        body.put("model", settings.nameUpstream());
        body.put("messages", prompt.turns().stream().map(OpenAiModel::message).toList());
        body.put(settings.mostCompletionTokensField(), prompt.mostCompletionTokens());
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
