package io.chatledger.command.responses;

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

/** Takes what OpenAI's newer clients send. Nothing is kept here to go on from: clients send what was said before. */
@RestController
class ResponsesController {

    private final Completions completions;
    private final JsonMapper json;
    private final Problems problems;

    ResponsesController(Completions completions, JsonMapper json, Problems problems) {
        this.completions = completions;
        this.json = json;
        this.problems = problems;
    }

    /** Null if the answer was streamed. */
    @PostMapping(ResponsesForm.PATH)
    @Nullable ResponseEntity<Object> create(
            JwtAuthenticationToken caller,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key,
            @RequestBody ResponsesRequest request,
            HttpServletResponse response)
            throws IOException {
        var form = new ResponsesForm(Response.asked(request), json, problems);
        return completions.answer(caller, key, ChatRequest.of(request), form, response);
    }
}
