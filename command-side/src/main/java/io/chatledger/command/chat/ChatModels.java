package io.chatledger.command.chat;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.chatledger.api.InvalidValue;
import io.chatledger.api.MessageKind;
import io.chatledger.settings.WrongSetting;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The models that can be asked. */
@Component
public class ChatModels {

    /** Answers where no provider is configured. */
    private static final String BUILT_IN_DEFAULT = "demo";

    /** As each provider has them. */
    private final List<CountedModel> counted;
    private final Map<String, ChatModel> byId;
    private final Clock clock;
    private final ChatModel defaultModel;

    /**
     * @throws IllegalStateException if a configured model has the name of one that is built in
     * @throws WrongSetting          if several providers have one model and differ in more than they may
     * @throws InvalidValue          if the default model is none of them
     */
    ChatModels(List<ChatModel> builtIn, List<ModelCatalog> catalogs, ChatSettings settings, Clock clock) {
        List<ChatModel> configured =
                catalogs.stream().flatMap(catalog -> catalog.models().stream()).toList();
        Map<String, List<CountedModel>> byProvider = configured.stream()
                .map(model -> new CountedModel(model, clock))
                .collect(groupingBy(ChatModel::id));
        List<CountedModel> alwaysThere = builtIn.stream().map(model -> new CountedModel(model, clock)).toList();
        this.counted = Stream.concat(alwaysThere.stream(), byProvider.values().stream().flatMap(List::stream))
                .sorted(Comparator.comparing(ChatModel::id))
                .toList();
        this.byId = Stream.concat(
                        alwaysThere.stream(), byProvider.values().stream().map(each -> together(each, settings)))
                .collect(toUnmodifiableMap(ChatModel::id, model -> model));
        this.clock = clock;
        String first = configured.stream()
                .filter(model -> model.kind() == MessageKind.CHAT)
                .findFirst()
                .map(ChatModel::id)
                .orElse(BUILT_IN_DEFAULT);
        String named = settings.defaultModel().isBlank() ? first : settings.defaultModel().strip();
        this.defaultModel = get(named, MessageKind.CHAT);
    }

    private static ChatModel together(List<CountedModel> byProvider, ChatSettings settings) {
        return byProvider.size() == 1 && settings.providerRetries() == 0
                ? byProvider.getFirst()
                : new SharedModel(byProvider, settings.providerRetries(), settings.providerRetryPause());
    }

    /** All of them, in the order of their names. */
    public List<ChatModel> all() {
        return byId.values().stream().sorted(Comparator.comparing(ChatModel::id)).toList();
    }

    /** What each has done at each of its providers, in the order of their names. */
    public List<ModelActivity> activity() {
        Instant now = clock.instant();
        return counted.stream().map(model -> ModelActivity.of(model, now)).toList();
    }

    public Optional<ChatModel> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** @throws InvalidValue if there is no such model, or if it does not give that */
    public ChatModel get(@Nullable String id, MessageKind kind) {
        ChatModel model = id == null ? defaultModel : byId.get(id);
        if (model == null || model.kind() != kind) {
            String offered = byId.values().stream()
                    .filter(each -> each.kind() == kind)
                    .map(ChatModel::id)
                    .sorted()
                    .collect(joining(", "));
            throw new InvalidValue(
                    "model", offered.isEmpty() ? "cannot do this, and no other can" : "is not one of " + offered);
        }
        return model;
    }
}
