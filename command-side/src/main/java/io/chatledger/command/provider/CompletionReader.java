package io.chatledger.command.provider;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads one streamed chat completion: server-sent events whose data are {@code chat.completion.chunk} objects, ended by
 * {@code [DONE]}. A reply is whole once the model said why it ends; a stream that ends before is a failure, however
 * much it held.
 */
final class CompletionReader {

    private static final String END = "[DONE]";

    private final JsonMapper json;
    private final UnaryOperator<JsonNode> toChunk;
    private final int choices;
    private final int longestReplyCharacters;
    private final Deadlines deadlines;
    private final ReplySoFar reply;
    /** Choices that have not told yet why they end, and those that have. */
    private final BitSet open = new BitSet();
    private final BitSet ended = new BitSet();
    private @Nullable Finish finish;
    private @Nullable Usage usage;

    /**
     * @param toChunk makes a chunk of what an event tells in another form; a missing node after the last
     * @param choices how many answers were asked for; more are passed over
     */
    CompletionReader(
            JsonMapper json,
            UnaryOperator<JsonNode> toChunk,
            int choices,
            int longestReplyCharacters,
            Deadlines deadlines,
            Listener listener) {
        this.json = json;
        this.toChunk = toChunk;
        this.choices = choices;
        this.longestReplyCharacters = longestReplyCharacters;
        this.deadlines = deadlines;
        this.reply = new ReplySoFar(deadlines, listener);
    }

    /** @throws ModelFailure if the reply is not whole */
    Reply read(InputStream stream) throws IOException {
        try {
            var events = new EventReader(stream, deadlines::alive);
            String data = events.next();
            while (data != null && goesOnAfter(data)) {
                data = events.next();
            }
        } catch (EventReader.TooLong endless) {
            throw broken(requireNonNull(endless.getMessage()));
        } catch (IOException e) {
            // What comes after the reason for the end, such as the usage, may be missing.
            if (!isWhole() && !deadlines.havePassed()) {
                throw e;
            }
        }
        if (reply.isAsLongAs(longestReplyCharacters)) {
            return reply.endedBy(Finish.LENGTH, usage);
        }
        if (!isWhole() || finish == null) {
            throw deadlines.havePassed() ? tooLate() : broken("a stream that ended before the reply did");
        }
        return reply.endedBy(finish, usage);
    }

    private boolean isWhole() {
        return finish != null && open.isEmpty();
    }

    private boolean goesOnAfter(String data) {
        if (data.isBlank()) {
            return true;
        }
        JsonNode chunk = END.equals(data.strip()) ? MissingNode.getInstance() : toChunk.apply(object(data));
        if (chunk.isMissingNode()) {
            return false;
        }
        take(chunk);
        return !reply.isAsLongAs(longestReplyCharacters);
    }

    private void take(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            throw broken("an error instead of the reply");
        }
        JsonNode reported = chunk.path("usage");
        if (reported.isObject()) {
            usage = ReportedUsage.of(reported);
        }
        reply.takeBeside(chunk);
        for (JsonNode choice : chunk.path("choices")) {
            int index = choice.path("index").asInt(0);
            if (index >= 0 && index < choices) {
                open.set(index, !ended.get(index));
                String reason = choice.path("finish_reason").asString("");
                if (index == 0) {
                    reply.takeWords(choice.path("delta"));
                    if (reason.equals("error")) {
                        throw broken("an error as its finish reason");
                    }
                    finish = reason.isEmpty() ? finish : FinishReason.of(reason);
                }
                reply.takeMore(index, choice, reason);
                if (!reason.isEmpty()) {
                    ended.set(index);
                    open.clear(index);
                }
            }
        }
    }

    private JsonNode object(String data) {
        try {
            JsonNode object = json.readTree(data);
            if (object.isObject()) {
                return object;
            }
        } catch (JacksonException malformed) {
            // Its message would quote the reply.
        }
        throw broken("a malformed chunk");
    }

    private static ModelFailure tooLate() {
        return new ModelFailure(ErrorCode.PROVIDER_TIMEOUT, "the provider took too long");
    }

    private static ModelFailure broken(String what) {
        return new ModelFailure(ErrorCode.PROVIDER_FAILED, "the provider sent " + what);
    }
}
