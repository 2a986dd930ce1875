package io.chatledger.command.anthropic;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.openai.CompletionRequest;
import io.chatledger.command.openai.Completions;
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

/** Takes chat messages in Anthropic's form, and counts their tokens. */
@RestController
class MessagesController {

    record Count(long inputTokens) {}

    private final Completions completions;
    private final MessagesForm form;

    MessagesController(Completions completions, JsonMapper json, Problems problems) {
        this.completions = completions;
        this.form = new MessagesForm(json, problems);
    }

    /** Null if the answer was streamed. */
    @PostMapping(MessagesForm.PATH)
    @Nullable ResponseEntity<Object> create(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody MessagesRequest request,
            HttpServletResponse response)
            throws IOException {
        InvalidValue.required("max_tokens", request.maxTokens());
        return completions.answer(caller, key, chat(request), form, response);
    }

    /** By our count, which is an estimate; costs nothing. */
    @PostMapping(MessagesForm.PATH + "/count_tokens")
    Count count(@RequestBody MessagesRequest request) {
        return new Count(completions.count(chat(request), form));
    }

    private CompletionRequest chat(MessagesRequest request) {
        return ChatRequest.of(request, completions.knowAnthropic(request.model()));
    }
}
