package io.chatledger.command.anthropic;

import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.openai.Form;
import io.chatledger.command.web.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Anthropic's messages. */
record MessagesForm(JsonMapper json, Problems problems) implements Form {

    static final String PATH = "/v1/messages";

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String field(String name) {
        return switch (name) {
            case "stop" -> "stop_sequences";
            case "user" -> "metadata.user_id";
            case "reasoning_effort" -> "thinking";
            case "response_format" -> "output_config.format";
            case "parallel_tool_calls" -> "tool_choice.disable_parallel_tool_use";
            default -> name;
        };
    }

    @Override
    public Object whole(ChatAnswer answer, @Nullable Usage usage) {
        return Message.of(answer, usage);
    }

    @Override
    public AnswerStream stream(
            AnswerStart start, HttpServletResponse response, Function<ChatAnswer, @Nullable Usage> usage) {
        return new MessageStream(start, response, json, problems, usage);
    }
}
