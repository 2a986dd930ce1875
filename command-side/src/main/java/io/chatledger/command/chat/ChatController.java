package io.chatledger.command.chat;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageKind;
import io.chatledger.api.MessageText;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.limit.AtOnce;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.IdempotencyKey;
import io.chatledger.webaccess.Scope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes chat messages, and answers whole or as a stream. */
@RestController
class ChatController {

    /**
     * What a client sends.
     *
     * @param onDisconnect see {@link OnDisconnect}; without a stream nobody notices, so it makes no difference
     * @param token        for the gateway, which takes it as the access token when there is no header
     */
    record ChatRequest(
            @Nullable String message,
            @Nullable String conversationId,
            @Nullable String model,
            @Nullable String onDisconnect,
            @Nullable String token) {

        ChatOrder order(JwtAuthenticationToken caller, @Nullable IdempotencyClaim claim) {
            return new ChatOrder(
                    AccountId.parse(caller.getName()),
                    conversationId == null ? null : ConversationId.parse(conversationId),
                    new MessageText(required("message", message)),
                    null,
                    null,
                    model,
                    null,
                    1,
                    Map.of(),
                    claim,
                    MessageKind.CHAT,
                    Scope.keyIn(caller.getToken()),
                    KeyBounds.in(caller.getToken()));
        }
    }

    private final ChatService chat;
    private final Idempotency idempotency;
    private final AnswerWriter answers;
    private final AtOnce atOnce;
    private final JsonMapper json;
    private final Problems problems;

    ChatController(
            ChatService chat,
            Idempotency idempotency,
            AnswerWriter answers,
            AtOnce atOnce,
            JsonMapper json,
            Problems problems) {
        this.chat = chat;
        this.idempotency = idempotency;
        this.answers = answers;
        this.atOnce = atOnce;
        this.json = json;
        this.problems = problems;
    }

    @PostMapping(path = "/api/chat", produces = MediaType.APPLICATION_JSON_VALUE)
    ChatAnswer chat(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody ChatRequest request,
            HttpServletResponse response) {
        ChatOrder order = order(caller, key, request);
        Optional<ChatAnswer> earlier = earlier(order, response);
        ChatAnswer answer = earlier.isPresent() ? earlier.get() : answers.await(chat.ask(order));
        response.setHeader(ChatAnswer.PROVIDER_HEADER, answer.provider());
        return answer;
    }

    /** Refusals before the model is asked are plain problems with their status; after that, an {@code error} event. */
    @PostMapping(path = "/api/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody ChatRequest request,
            HttpServletResponse response)
            throws IOException {
        ChatOrder order = order(caller, key, request);
        Optional<ChatAnswer> earlier = earlier(order, response);
        if (earlier.isPresent()) {
            // Takes no place: it is there already, and over in a moment.
            answers.again(earlier.get(), new EventStream(response, json, problems));
            return;
        }
        try (var _ = atOnce.stream(order.accountId())) {
            RunningReply running = chat.ask(order);
            answers.stream(running, new EventStream(response, json, problems),
                    OnDisconnect.of(request.onDisconnect()));
        }
    }

    /** Stops the model; what it has said until now is the answer of the call that waits for it. */
    @PostMapping("/api/chat/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> cancel(Principal caller, @PathVariable String id) {
        if (!chat.cancel(AccountId.parse(caller.getName()), message(id))) {
            throw nothingToCancel();
        }
        return Map.of("id", id);
    }

    private ChatOrder order(JwtAuthenticationToken caller, @Nullable String key, ChatRequest request) {
        // A wrong one is refused also where it would make no difference.
        OnDisconnect.of(request.onDisconnect());
        IdempotencyClaim claim = idempotency.claim(
                key,
                String.valueOf(request.message()),
                String.valueOf(request.conversationId()),
                String.valueOf(request.model()));
        return request.order(caller, claim);
    }

    private Optional<ChatAnswer> earlier(ChatOrder order, HttpServletResponse response) {
        Optional<ChatAnswer> earlier = idempotency.earlierAnswer(order.accountId(), order.claim());
        if (earlier.isPresent()) {
            response.setHeader(IdempotencyKey.REPLAYED_HEADER, "true");
        }
        return earlier;
    }

    private static MessageId message(String id) {
        try {
            return MessageId.parse(id);
        } catch (InvalidValue malformed) {
            throw nothingToCancel();
        }
    }

    private static Refusal nothingToCancel() {
        return new Refusal(ErrorCode.NOT_FOUND, "No such message is being answered.");
    }
}
