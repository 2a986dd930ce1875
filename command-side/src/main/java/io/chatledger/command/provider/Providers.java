package io.chatledger.command.provider;

import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ModelCatalog;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The models of all configured providers. */
@Component
class Providers implements ModelCatalog {

    private final List<ChatModel> models;

    Providers(ProviderSettings settings) {
        JsonMapper json = JsonMapper.shared();
        this.models = settings.all().stream()
                .flatMap(provider -> {
                    var limits = provider.limits() == null ? settings.providerLimits() : provider.limits();
                    var calls = new ProviderCalls(provider, limits, json);
                    return provider.models().stream()
                            .<ChatModel>map(model -> new OpenAiModel(
                                    provider.name(), model, model.price(settings.messagePrice()), calls, json));
                })
                .toList();
    }

    @Override
    public List<ChatModel> models() {
        return models;
    }
}
