package io.chatledger.command.provider;

import io.chatledger.api.MessageKind;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.chat.Reply;
import io.chatledger.command.chat.TokenCounter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A model behind OpenAI's embeddings API. Each turn of its prompt is an input: a text, or a list of tokens. */
final class EmbeddingModel extends ProvidedModel {

    private final JsonMapper json;
    private final TokenCounter counter;

    EmbeddingModel(
            String provider,
            ProviderSettings.Model settings,
            Price price,
            ProviderCalls calls,
            JsonMapper json,
            TokenCounter counter) {
        super(provider, settings, price, calls);
        this.json = json;
        this.counter = counter;
    }

    @Override
    public MessageKind kind() {
        return MessageKind.EMBEDDING;
    }

    /** It writes none. */
    @Override
    public int mostCompletionTokens() {
        return 0;
    }

    @Override
    public boolean readsContext() {
        return false;
    }

    /** A list of tokens has no parts but those. */
    @Override
    public int mostTokensOf(String type) {
        return 1;
    }

    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        return calls().ask(
                new ProviderRequest(
                        "/embeddings",
                        "application/json",
                        json.writeValueAsBytes(body(prompt)),
                        (answer, deadlines) -> new EmbeddingsReader(
                                json,
                                prompt.turns().size(),
                                calls().limits().longestEmbeddingsBytes(),
                                deadlines,
                                () -> tokens(prompt))
                                        .read(answer)),
                rest(),
                cancellation);
    }

    private Map<String, Object> body(Prompt prompt) {
        var body = new LinkedHashMap<String, Object>(prompt.tuning());
        body.put("model", settings().nameUpstream());
        body.put("input", prompt.turns().stream().map(EmbeddingModel::input).toList());
        return body;
    }

    private static Object input(Turn turn) {
        return turn.message() == null ? turn.text() : turn.message().get("content");
    }

    private long tokens(Prompt prompt) {
        return prompt.turns().stream()
                .mapToLong(turn -> turn.message() == null
                        ? counter.count(turn.text())
                        : turn.message().path("content").size())
                .sum();
    }
}
