package io.chatledger.command.chat;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.MessageText;
import io.chatledger.command.web.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes chat messages, and answers whole or as a stream. */
@RestController
class ChatController {

    /** {@code token} is for the gateway, which takes it as the access token when there is no header. */
    record ChatRequest(
            @Nullable String message, @Nullable String conversationId, @Nullable String model, @Nullable String token) {}

    private final ChatService chat;
    private final JsonMapper json;
    private final Problems problems;

    ChatController(ChatService chat, JsonMapper json, Problems problems) {
        this.chat = chat;
        this.json = json;
        this.problems = problems;
    }

    @PostMapping(path = "/api/chat", produces = MediaType.APPLICATION_JSON_VALUE)
    ChatAnswer chat(@AuthenticationPrincipal Jwt caller, @RequestBody ChatRequest request) {
        return chat.answer(send(caller, request), delta -> {});
    }

    /** Refusals before the model speaks are plain problems with their status; after that, an {@code error} event. */
    @PostMapping(path = "/api/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(@AuthenticationPrincipal Jwt caller, @RequestBody ChatRequest request, HttpServletResponse response)
            throws IOException {
        HeldMessage message = send(caller, request);
        var events = new EventStream(response, json);
        ChatAnswer answer;
        try {
            answer = chat.answer(message, events::delta);
        } catch (RuntimeException failure) {
            events.send("error", problems.of(failure));
            return;
        }
        events.send("done", answer);
    }

    private HeldMessage send(Jwt caller, ChatRequest request) {
        var text = new MessageText(required("message", request.message()));
        String conversationId = request.conversationId();
        return chat.send(
                AccountId.parse(caller.getSubject()),
                conversationId == null ? null : ConversationId.parse(conversationId),
                text,
                request.model());
    }
}
