package io.chatledger.command.openai;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.MessageKind;
import io.chatledger.command.chat.AnswerWriter;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ChatModels;
import io.chatledger.command.chat.ChatOrder;
import io.chatledger.command.chat.ChatService;
import io.chatledger.command.chat.Idempotency;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.webaccess.IdempotencyKey;
import io.chatledger.webaccess.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Has texts made into vectors, on the way of a message: held, asked for, settled. */
@RestController
class EmbeddingController {

    private static final String PATH = "/v1/embeddings";

    private final ChatService chat;
    private final ChatModels models;
    private final Idempotency idempotency;
    private final AnswerWriter answers;
    private final int mostCharacters;

    EmbeddingController(
            ChatService chat,
            ChatModels models,
            Idempotency idempotency,
            AnswerWriter answers,
            CompletionSettings settings) {
        this.chat = chat;
        this.models = models;
        this.idempotency = idempotency;
        this.answers = answers;
        this.mostCharacters = settings.completionContextCharacters();
    }

    @PostMapping(PATH)
    ResponseEntity<Embeddings> embed(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody EmbeddingRequest request) {
        ChatOrder order = order(caller, key, request);
        Optional<ChatAnswer> earlier = idempotency.earlierAnswer(order.accountId(), order.claim());
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        earlier.ifPresent(_ -> response.header(IdempotencyKey.REPLAYED_HEADER, "true"));
        ChatAnswer answer = earlier.orElseGet(() -> answers.await(chat.ask(order)));
        if (answer.provider() != null) {
            response.header(ChatAnswer.PROVIDER_HEADER, answer.provider());
        }
        return response.body(Embeddings.of(answer));
    }

    private ChatOrder order(JwtAuthenticationToken caller, @Nullable String key, EmbeddingRequest request) {
        ChatModel model = models.find(required("model", request.model())).orElseThrow(CompletionRefusal::unknownModel);
        Map<String, JsonNode> tuning = request.tuning();
        tuning.keySet().stream().filter(field -> !model.takes(field)).findFirst().ifPresent(field -> {
            throw CompletionRefusal.notTaken(field, model.id());
        });
        List<Turn> inputs = request.inputs();
        if (inputs.stream().mapToLong(turn -> turn.text().length()).sum() > mostCharacters) {
            throw CompletionRefusal.contextTooLong("input", "texts", mostCharacters);
        }
        RecordedMessage recorded = RecordedMessage.of(inputs);
        return new ChatOrder(
                AccountId.parse(caller.getName()),
                null,
                recorded.text(),
                recorded.more(),
                inputs,
                model.id(),
                null,
                1,
                tuning,
                idempotency.claim(key, fingerprint(model.id(), inputs, tuning)),
                MessageKind.EMBEDDING,
                Scope.keyIn(caller.getToken()),
                KeyBounds.in(caller.getToken()));
    }

    private static String[] fingerprint(String model, List<Turn> inputs, Map<String, JsonNode> tuning) {
        var parts = new ArrayList<>(List.of(PATH, model, String.valueOf(inputs.size())));
        inputs.forEach(turn -> parts.add(turn.message() == null ? turn.text() : turn.message().toString()));
        tuning.forEach((field, value) -> {
            parts.add(field);
            parts.add(value.toString());
        });
        return parts.toArray(String[]::new);
    }
}
