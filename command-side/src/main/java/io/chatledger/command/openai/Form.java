package io.chatledger.command.openai;

import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** In what form a question was asked and is to be answered. Every one is a translation of OpenAI's chat completions. */
public interface Form {

    /** Where it is asked. The same question elsewhere is another request. */
    String path();

    /** What a field is called here that clients of chat completions know by this name. */
    default String field(String name) {
        return name;
    }

    /**
     * The answer as JSON.
     *
     * @param usage null if it cannot be counted
     */
    Object whole(ChatAnswer answer, @Nullable Usage usage);

    /** @param usage of an answer, null if it cannot be counted */
    AnswerStream stream(
            AnswerStart start, HttpServletResponse response, Function<ChatAnswer, @Nullable Usage> usage);
}
