package io.chatledger.command.openai;

import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ChatModels;
import io.chatledger.command.signing.KeyBounds;
import java.util.List;
import java.util.Locale;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lists the models that can be asked. */
@RestController
class ModelController {

    /**
     * @param created seconds; clients insist on it, and nobody knows it
     * @param kind    {@code chat} or {@code embedding}; OpenAI's models do not tell
     * @param price   in words, as the ledger records it; OpenAI's models have none
     * @param takes   fields of requests and types of parts of messages that not every model takes
     */
    record Model(
            String id, String object, long created, String ownedBy, String kind, String price, List<String> takes) {

        private static final List<String> NOT_OF_EVERY_MODEL = List.of(
                "temperature", "seed", "stop", "tools", "response_format", "logprobs", "reasoning_effort", "modalities",
                "prediction", "service_tier", "image_url", "input_audio", "file");

        private static final List<String> NOT_OF_EVERY_EMBEDDING = List.of("dimensions", "encoding_format");

        static Model of(ChatModel model) {
            List<String> inQuestion = switch (model.kind()) {
                case CHAT -> NOT_OF_EVERY_MODEL;
                case EMBEDDING -> NOT_OF_EVERY_EMBEDDING;
            };
            return new Model(
                    model.id(),
                    "model",
                    0,
                    model.provider(),
                    model.kind().name().toLowerCase(Locale.ROOT),
                    model.price().toString(),
                    inQuestion.stream().filter(model::takes).toList());
        }
    }

    record ModelList(String object, List<Model> data) {}

    private final ChatModels models;

    ModelController(ChatModels models) {
        this.models = models;
    }

    /** Those that the caller may ask: an API key may be for some of them only. */
    @GetMapping("/v1/models")
    ModelList list(JwtAuthenticationToken caller) {
        KeyBounds bounds = KeyBounds.in(caller.getToken());
        return new ModelList(
                "list",
                models.all().stream().filter(model -> bounds.allow(model.id())).map(Model::of).toList());
    }

    /** Names of models may have slashes in them. One that the caller may not ask is unknown to him. */
    @GetMapping("/v1/models/{*path}")
    Model get(JwtAuthenticationToken caller, @PathVariable String path) {
        KeyBounds bounds = KeyBounds.in(caller.getToken());
        return models.find(path.substring(1))
                .filter(model -> bounds.allow(model.id()))
                .map(Model::of)
                .orElseThrow(CompletionRefusal::unknownModel);
    }
}
