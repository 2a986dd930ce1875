package io.chatledger.command.openai;

import io.chatledger.api.AccountId;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerWriter;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ChatModels;
import io.chatledger.command.chat.ChatOrder;
import io.chatledger.command.chat.ChatService;
import io.chatledger.command.chat.Idempotency;
import io.chatledger.command.chat.RunningReply;
import io.chatledger.command.chat.TokenCounter;
import io.chatledger.command.limit.AtOnce;
import io.chatledger.command.openai.Completion.TokenUsage;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.IdempotencyKey;
import io.chatledger.webaccess.Scope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes a chat message and what was said before it, and answers whole or as a stream of chunks. */
@RestController
class CompletionController {

    private static final Logger log = LoggerFactory.getLogger(CompletionController.class);

    private final ChatService chat;
    private final ChatModels models;
    private final Idempotency idempotency;
    private final AnswerWriter answers;
    private final AtOnce atOnce;
    private final TokenCounter counter;
    private final JsonMapper json;
    private final Problems problems;
    private final int mostCharacters;

    CompletionController(
            ChatService chat,
            ChatModels models,
            Idempotency idempotency,
            AnswerWriter answers,
            AtOnce atOnce,
            TokenCounter counter,
            JsonMapper json,
            Problems problems,
            CompletionSettings settings) {
        this.chat = chat;
        this.models = models;
        this.idempotency = idempotency;
        this.answers = answers;
        this.atOnce = atOnce;
        this.counter = counter;
        this.json = json;
        this.problems = problems;
        this.mostCharacters = settings.completionContextCharacters();
    }

    /** Null if the answer was streamed. Whether to stream is said in the body, whatever the client accepts. */
    @PostMapping("/v1/chat/completions")
    @Nullable ResponseEntity<Completion> complete(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody CompletionRequest request,
            HttpServletResponse response)
            throws IOException {
        Question question = checked(request.question());
        ChatOrder order = question.order(
                AccountId.parse(caller.getName()),
                idempotency.claim(key, question.fingerprint()),
                Scope.keyIn(caller.getToken()),
                KeyBounds.in(caller.getToken()));
        Optional<ChatAnswer> earlier = idempotency.earlierAnswer(order.accountId(), order.claim());
        if (earlier.isPresent()) {
            response.setHeader(IdempotencyKey.REPLAYED_HEADER, "true");
        }
        if (!request.streams()) {
            ChatAnswer answer = earlier.isPresent() ? earlier.get() : answers.await(chat.ask(order));
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Completion.of(answer, usage(question, answer)));
        }
        if (earlier.isPresent()) {
            // Takes no place: it is there already, and over in a moment.
            ChatAnswer answer = earlier.get();
            answers.again(answer, stream(request, question, answer.id(), answer.createdAt(), response));
            return null;
        }
        try (var _ = atOnce.stream(order.accountId())) {
            RunningReply running = chat.ask(order);
            answers.stream(
                    running, stream(request, question, running.start().id(), running.start().sentAt(), response));
        }
        return null;
    }

    private Question checked(Question question) {
        ChatModel model = models.find(question.model()).orElseThrow(CompletionRefusal::unknownModel);
        var tuning = new TreeMap<>(question.tuning());
        tuning.entrySet().removeIf(field -> !model.takes(field.getKey()) && asksForNothing(field, model));
        for (RequestMessage message : question.told()) {
            for (RequestMessage.Need need : message.needs()) {
                if (!model.takes(need.what())) {
                    throw CompletionRefusal.unsupported(
                            need.at(), "The model `%s` does not take `%s`.".formatted(model.id(), need.what()));
                }
            }
        }
        if (question.choices() > model.mostChoices()) {
            throw CompletionRefusal.tooManyChoices(model.mostChoices(), model.id());
        }
        if (question.characters() > mostCharacters) {
            throw CompletionRefusal.contextTooLong("messages", "messages", mostCharacters);
        }
        return question.tunedBy(tuning);
    }

    /** @throws CompletionRefusal if it asks for something, which the model does not take */
    private static boolean asksForNothing(Map.Entry<String, JsonNode> field, ChatModel model) {
        if (!NeutralValues.has(field.getKey(), field.getValue())) {
            throw CompletionRefusal.notTaken(field.getKey(), model.id());
        }
        return true;
    }

    private ChunkStream stream(
            CompletionRequest request,
            Question question,
            String messageId,
            Instant sentAt,
            HttpServletResponse response) {
        return new ChunkStream(
                response,
                json,
                problems,
                new CompletionChunk.Head(Completion.id(messageId), sentAt.getEpochSecond(), question.model()),
                request.includesUsage() ? answer -> usage(question, answer) : null);
    }

    /**
     * As the model told it, or as we count it where the price did not depend on it. Null if we cannot: what was paid
     * for is answered all the same.
     */
    private @Nullable TokenUsage usage(Question question, ChatAnswer answer) {
        Usage told = answer.usage();
        if (told != null) {
            return TokenUsage.of(told);
        }
        try {
            return TokenUsage.of(new Usage(counter.count(question.prompt()), counter.count(answer.words()), true));
        } catch (RuntimeException | Error uncounted) {
            log.warn("The usage of message {} cannot be counted: {}", answer.id(), uncounted.toString());
            return null;
        }
    }
}
