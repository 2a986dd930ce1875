package io.chatledger.command.openai;

import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.IdempotencyKey;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes a message and what was said before it, or the beginning of a text, and has a model go on. */
@RestController
class CompletionController {

    private final Completions completions;
    private final JsonMapper json;
    private final Problems problems;

    CompletionController(Completions completions, JsonMapper json, Problems problems) {
        this.completions = completions;
        this.json = json;
        this.problems = problems;
    }

    /** Null if the answer was streamed. */
    @PostMapping(ChatForm.PATH)
    @Nullable ResponseEntity<Object> complete(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody CompletionRequest request,
            HttpServletResponse response)
            throws IOException {
        return completions.answer(
                caller, key, request, new ChatForm(request.includesUsage(), json, problems), response);
    }

    /** The same for the form of before there were chats. */
    @PostMapping(TextForm.PATH)
    @Nullable ResponseEntity<Object> complete(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody TextCompletionRequest request,
            HttpServletResponse response)
            throws IOException {
        CompletionRequest chat = request.chat();
        return completions.answer(caller, key, chat, new TextForm(chat.includesUsage(), json, problems), response);
    }
}
