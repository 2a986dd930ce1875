package io.chatledger.command.openai;

import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.openai.Completion.TokenUsage;
import io.chatledger.command.web.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's chat completions.
 *
 * @param includesUsage whether a stream ends with the usage
 */
record ChatForm(boolean includesUsage, JsonMapper json, Problems problems) implements Form {

    static final String PATH = "/v1/chat/completions";

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Object whole(ChatAnswer answer, @Nullable Usage usage) {
        return Completion.of(answer, TokenUsage.of(usage));
    }

    @Override
    public AnswerStream stream(
            AnswerStart start, HttpServletResponse response, Function<ChatAnswer, @Nullable Usage> usage) {
        return new ChunkStream(
                response,
                json,
                problems,
                new CompletionChunk.Head(Completion.id(start.id()), start.sentAt().getEpochSecond(), start.model()),
                includesUsage ? answer -> TokenUsage.of(usage.apply(answer)) : null);
    }
}
