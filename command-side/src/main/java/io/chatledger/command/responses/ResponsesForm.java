package io.chatledger.command.responses;

import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.openai.Form;
import io.chatledger.command.web.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's responses.
 *
 * @param asked of the request, told again in the answer
 */
record ResponsesForm(Map<String, JsonNode> asked, JsonMapper json, Problems problems) implements Form {

    static final String PATH = "/v1/responses";

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String field(String name) {
        return switch (name) {
            case "max_completion_tokens" -> "max_output_tokens";
            case "reasoning_effort" -> "reasoning.effort";
            case "response_format" -> "text.format";
            case "verbosity" -> "text.verbosity";
            default -> name.startsWith("messages") ? "input" : name;
        };
    }

    @Override
    public Object whole(ChatAnswer answer, @Nullable Usage usage) {
        return Response.of(answer, Response.output(answer), usage, asked);
    }

    @Override
    public AnswerStream stream(
            AnswerStart start, HttpServletResponse response, Function<ChatAnswer, @Nullable Usage> usage) {
        return new ResponseStream(start, response, json, problems, asked, usage);
    }
}
