package io.chatledger.command.openai;

import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.Delta;
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

/** An answer as OpenAI streams it: events without names, the role first, {@code [DONE]} last. */
final class ChunkStream extends LateStream {

    private final JsonMapper json;
    private final Problems problems;
    private final CompletionChunk.Head head;
    private final @Nullable Function<ChatAnswer, @Nullable TokenUsage> usage;

    /** @param usage null if it was not asked for */
    ChunkStream(
            HttpServletResponse response,
            JsonMapper json,
            Problems problems,
            CompletionChunk.Head head,
            @Nullable Function<ChatAnswer, @Nullable TokenUsage> usage) {
        super(response, json);
        this.json = json;
        this.problems = problems;
        this.head = head;
        this.usage = usage;
    }

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
        send("[DONE]");
    }

    @Override
    protected void open() throws IOException {
        send(head.begin());
    }

    @Override
    protected void breakOff(RuntimeException failure) throws IOException {
        send(OpenAiError.of(problems.of(failure)));
    }
}
