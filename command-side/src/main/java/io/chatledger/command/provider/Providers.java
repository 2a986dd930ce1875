package io.chatledger.command.provider;

import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ModelCatalog;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.TokenCounter;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The models of all configured providers. */
@Component
class Providers implements ModelCatalog {

    private final List<ChatModel> models;

    Providers(ProviderSettings settings, TokenCounter counter) {
        JsonMapper json = JsonMapper.shared();
        this.models = settings.all().stream()
                .flatMap(provider -> {
                    var limits = provider.limits() == null ? settings.providerLimits() : provider.limits();
                    var calls = new ProviderCalls(provider, limits, json);
                    return provider.models().stream()
                            .<ChatModel>map(model -> {
                                Price price = model.price(settings.messagePrice());
                                return switch (model.kind()) {
                                    case CHAT -> switch (provider.form()) {
                                        case OPENAI -> new OpenAiModel(provider.name(), model, price, calls, json);
                                        case ANTHROPIC ->
                                            new AnthropicModel(provider.name(), model, price, calls, json);
                                    };
                                    case EMBEDDING ->
                                        new EmbeddingModel(provider.name(), model, price, calls, json, counter);
                                };
                            });
                })
                .toList();
    }

    @Override
    public List<ChatModel> models() {
        return models;
    }
}
