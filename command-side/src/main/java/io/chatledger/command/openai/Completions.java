package io.chatledger.command.openai;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerWriter;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ChatModels;
import io.chatledger.command.chat.ChatOrder;
import io.chatledger.command.chat.ChatService;
import io.chatledger.command.chat.Idempotency;
import io.chatledger.command.chat.OnDisconnect;
import io.chatledger.command.chat.RunningReply;
import io.chatledger.command.chat.TokenCounter;
import io.chatledger.command.limit.AtOnce;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.webaccess.IdempotencyKey;
import io.chatledger.webaccess.Scope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Has questions answered, whole or as a stream: the one way for all forms. */
@Component
public class Completions {

    private static final Logger log = LoggerFactory.getLogger(Completions.class);

    /** Those that the client runs itself. */
    private static final Set<String> USUAL_TOOLS = Set.of("", "function", "custom");

    private final ChatService chat;
    private final ChatModels models;
    private final Idempotency idempotency;
    private final AnswerWriter answers;
    private final AtOnce atOnce;
    private final TokenCounter counter;
    private final int mostCharacters;

    Completions(
            ChatService chat,
            ChatModels models,
            Idempotency idempotency,
            AnswerWriter answers,
            AtOnce atOnce,
            TokenCounter counter,
            CompletionSettings settings) {
        this.chat = chat;
        this.models = models;
        this.idempotency = idempotency;
        this.answers = answers;
        this.atOnce = atOnce;
        this.counter = counter;
        this.mostCharacters = settings.completionContextCharacters();
    }

    /**
     * Null if the answer was streamed. Whether to stream is said in the request, whatever the client accepts.
     *
     * @param key      of a request that may come again, null if it has none
     * @param request  as it is in chat completions
     * @param form     in which it was asked
     * @param response to stream to
     */
    public @Nullable ResponseEntity<Object> answer(
            JwtAuthenticationToken caller,
            @Nullable String key,
            CompletionRequest request,
            Form form,
            HttpServletResponse response)
            throws IOException {
        Question question = question(request, form);
        ChatOrder order = question.order(
                AccountId.parse(caller.getName()),
                idempotency.claim(key, question.fingerprint(form.path())),
                Scope.keyIn(caller.getToken()),
                KeyBounds.in(caller.getToken()));
        Optional<ChatAnswer> earlier = idempotency.earlierAnswer(order.accountId(), order.claim());
        if (earlier.isPresent()) {
            response.setHeader(IdempotencyKey.REPLAYED_HEADER, "true");
        }
        if (!request.streams()) {
            ChatAnswer answer = earlier.isPresent() ? earlier.get() : answers.await(chat.ask(order));
            response.setHeader(ChatAnswer.PROVIDER_HEADER, answer.provider());
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(form.whole(answer, usage(question, answer)));
        }
        if (earlier.isPresent()) {
            // Takes no place: it is there already, and over in a moment.
            ChatAnswer answer = earlier.get();
            answers.again(answer, form.stream(AnswerStart.of(answer), response, each -> usage(question, each)));
            return null;
        }
        try (var _ = atOnce.stream(order.accountId())) {
            RunningReply running = chat.ask(order);
            answers.stream(running, form.stream(running.start(), response, each -> usage(question, each)),
                    OnDisconnect.CANCEL);
        }
        return null;
    }

    /** How many tokens the model would read, by our count. */
    public long count(CompletionRequest request, Form form) {
        return counter.count(question(request, form).prompt());
    }

    /** Whether what only Anthropic's form has can be told to a model; not if there is no such model. */
    public boolean knowAnthropic(@Nullable String model) {
        return model != null && models.find(model).filter(ChatModel::knowsAnthropic).isPresent();
    }

    /** What is wrong with it is told by the names that the client knows. */
    private Question question(CompletionRequest request, Form form) {
        try {
            return checked(request.question());
        } catch (InvalidValue invalid) {
            throw new InvalidValue(form.field(invalid.field()), invalid.getMessage());
        } catch (CompletionRefusal refusal) {
            throw refusal.at(form::field);
        }
    }

    private Question checked(Question question) {
        ChatModel model = models.find(question.model()).orElseThrow(CompletionRefusal::unknownModel);
        var tuning = new TreeMap<>(question.tuning());
        tuning.entrySet().removeIf(field -> !model.takes(field.getKey()) && asksForNothing(field, model));
        for (RequestMessage message : question.told()) {
            for (RequestMessage.Need need : message.needs()) {
                if (!model.takes(need.what())) {
                    throw CompletionRefusal.unsupported(
                            need.at(), "The model `%s` does not support `%s`.".formatted(model.id(), need.what()));
                }
            }
        }
        for (JsonNode tool : tuning.getOrDefault("tools", NullNode.getInstance())) {
            String type = tool.path("type").asString("");
            if (!USUAL_TOOLS.contains(type) && !model.takes("tool:" + type)) {
                throw CompletionRefusal.unsupported(
                        "tools", "The model `%s` does not take tools of the type `%s`.".formatted(model.id(), type));
            }
        }
        if (question.choices() > model.mostChoices()) {
            throw CompletionRefusal.tooManyChoices(model.mostChoices(), model.id());
        }
        if (question.characters() > mostCharacters) {
            throw CompletionRefusal.contextTooLong("messages", "messages", mostCharacters);
        }
        Question taken = question.tunedBy(tuning);
        String obstacle = model.obstacleIn(taken.prompt());
        if (obstacle != null) {
            throw CompletionRefusal.notTaken(obstacle, model.id());
        }
        return taken;
    }

    /** @throws CompletionRefusal if it asks for something, which the model does not take */
    private static boolean asksForNothing(Map.Entry<String, JsonNode> field, ChatModel model) {
        if (!NeutralValues.has(field.getKey(), field.getValue())) {
            throw CompletionRefusal.notTaken(field.getKey(), model.id());
        }
        return true;
    }

    /**
     * As the model told it, or as we count it where the price did not depend on it. Null if we cannot: what was paid
     * for is answered all the same.
     */
    private @Nullable Usage usage(Question question, ChatAnswer answer) {
        Usage told = answer.usage();
        if (told != null) {
            return told;
        }
        try {
            return new Usage(counter.count(question.prompt()), counter.count(answer.words()), true);
        } catch (RuntimeException | Error uncounted) {
            log.warn("The usage of message {} cannot be counted: {}", answer.id(), uncounted.toString());
            return null;
        }
    }
}
