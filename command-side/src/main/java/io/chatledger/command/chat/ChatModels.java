package io.chatledger.command.chat;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.chatledger.api.InvalidValue;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The models that can be asked. */
@Component
class ChatModels {

    private final Map<String, ChatModel> byId;
    private final ChatModel defaultModel;

    ChatModels(List<ChatModel> models, @Value("${chatledger.default-model}") String defaultModel) {
        this.byId = models.stream().collect(toUnmodifiableMap(ChatModel::id, Function.identity()));
        this.defaultModel = get(defaultModel);
    }

    /** @throws InvalidValue if there is no such model */
    ChatModel get(@Nullable String id) {
        ChatModel model = id == null ? defaultModel : byId.get(id);
        if (model == null) {
            throw new InvalidValue("model", "is not one of " + String.join(", ", byId.keySet().stream().sorted().toList()));
        }
        return model;
    }
}
