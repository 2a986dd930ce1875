package io.chatledger.command.openai;

import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.EventStream;
import io.chatledger.command.chat.More;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.Completion.TokenUsage;
import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.OpenAiError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as OpenAI streams it: events without names, the role first, {@code [DONE]} last. Nothing is sent before
 * there is something to say, so that a model that fails at once is told by the status of the response.
 */
final class ChunkStream implements AnswerStream {

    private final HttpServletResponse response;
    private final JsonMapper json;
    private final Problems problems;
    private final CompletionChunk.Head head;
    private final @Nullable Function<ChatAnswer, @Nullable TokenUsage> usage;
    private boolean begun;

    /** @param usage null if it was not asked for */
    ChunkStream(
            HttpServletResponse response,
            JsonMapper json,
            Problems problems,
            CompletionChunk.Head head,
            @Nullable Function<ChatAnswer, @Nullable TokenUsage> usage) {
        this.response = response;
        this.json = json;
        this.problems = problems;
        this.head = head;
        this.usage = usage;
    }

    /** Not told: a failure before the first word has a status in this dialect, by which its clients go. */
    @Override
    public void start(AnswerStart start) {}

    @Override
    public void delta(Delta piece) throws IOException {
        if (piece.kind() != Delta.Kind.MORE) {
            begin();
            send(head.piece(piece));
            return;
        }
        CompletionChunk more = head.more(json.readTree(piece.text()));
        if (more != null) {
            begin();
            send(more);
        }
    }

    @Override
    public void done(ChatAnswer answer) throws IOException {
        begin();
        send(head.end(More.finishReason(answer.finish()), Charge.of(answer)));
        TokenUsage used = usage == null ? null : usage.apply(answer);
        if (used != null) {
            send(head.usage(used));
        }
        write("[DONE]");
    }

    @Override
    public void failed(RuntimeException failure) throws IOException {
        if (!begun) {
            throw failure;
        }
        send(OpenAiError.of(problems.of(failure)));
    }

    @Override
    public void keepAlive(String part) throws IOException {
        begin();
        EventStream.write(response, part);
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            EventStream.begin(response);
            send(head.begin());
        }
    }

    private void send(Object data) throws IOException {
        write(json.writeValueAsString(data));
    }

    private void write(String data) throws IOException {
        EventStream.write(response, "data: " + data + "\n\n");
    }
}
