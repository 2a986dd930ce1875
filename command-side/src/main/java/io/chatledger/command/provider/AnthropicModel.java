package io.chatledger.command.provider;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.ModelFailure.Fault;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Reply;
import io.chatledger.webaccess.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A model behind Anthropic's Messages API, always asked to stream. */
final class AnthropicModel extends ProvidedModel {

    private final JsonMapper json;

    AnthropicModel(
            String provider, ProviderSettings.Model settings, Price price, ProviderCalls calls, JsonMapper json) {
        super(provider, settings, price, calls);
        this.json = json;
    }

    /** What there is a word for, unless the settings say otherwise. */
    @Override
    public boolean takes(String field) {
        return settings().passesOn().contains(field)
                || AnthropicRequest.KNOWN.contains(field) && !settings().refuses().contains(field);
    }

    @Override
    public boolean knowsAnthropic() {
        return true;
    }

    @Override
    public @Nullable String obstacleIn(Prompt prompt) {
        try {
            AnthropicRequest.of(prompt);
            return null;
        } catch (Untold untold) {
            return untold.at();
        }
    }

    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        return calls().ask(
                new ProviderRequest(
                        "/messages",
                        "text/event-stream",
                        json.writeValueAsBytes(body(prompt)),
                        (stream, deadlines) -> new CompletionReader(
                                json,
                                new AnthropicEvents()::chunk,
                                1,
                                calls().limits().longestReplyCharacters(),
                                deadlines,
                                listener)
                                        .read(stream)),
                rest(),
                cancellation);
    }

    /** What decides about the price is ours to say, and said last. */
    private ObjectNode body(Prompt prompt) {
        try {
            return AnthropicRequest.of(prompt)
                    .put("model", settings().nameUpstream())
                    .put("max_tokens", prompt.mostCompletionTokens())
                    .put("stream", true);
        } catch (Untold untold) {
            String what = "The model `%s` does not support `%s`.".formatted(id(), untold.at());
            throw new ModelFailure(
                    new Refusal(ErrorCode.INVALID_REQUEST, what, Map.of(Problem.PARAM, untold.at())),
                    Fault.REQUEST,
                    "provider " + provider() + ": what is asked cannot be told in its form");
        }
    }
}
