package io.chatledger.command.provider;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one streamed chat completion: server-sent events whose data are {@code chat.completion.chunk} objects, ended by
 * {@code [DONE]}. A reply is whole once the model said why it ends; a stream that ends before is a failure, however
 * much it held.
 */
final class CompletionReader {

    private static final String END = "[DONE]";

    private final JsonMapper json;
    private final int longestReplyCharacters;
    private final Deadlines deadlines;
    private final Consumer<Delta> onDelta;
    private final Map<Delta.Kind, Words> said = new EnumMap<>(Delta.Kind.class);
    private @Nullable Finish finish;
    private @Nullable Usage usage;

    CompletionReader(JsonMapper json, int longestReplyCharacters, Deadlines deadlines, Consumer<Delta> onDelta) {
        this.json = json;
        this.longestReplyCharacters = longestReplyCharacters;
        this.deadlines = deadlines;
        this.onDelta = onDelta;
        for (Delta.Kind kind : Delta.Kind.values()) {
            said.put(kind, new Words());
        }
    }

    /** @throws ModelFailure if the reply is not whole */
    Reply read(InputStream stream) throws IOException {
        try {
            var events = new EventReader(stream, deadlines::alive);
            String data = events.next();
            while (data != null && !END.equals(data.strip()) && !isTooLong()) {
                if (!data.isBlank()) {
                    take(chunk(data));
                }
                data = events.next();
            }
        } catch (EventReader.TooLong endless) {
            throw broken(requireNonNull(endless.getMessage()));
        } catch (IOException e) {
            // What comes after the reason for the end, such as the usage, may be missing.
            if (finish == null && !deadlines.havePassed()) {
                throw e;
            }
        }
        if (isTooLong()) {
            return reply(Finish.LENGTH);
        }
        if (finish == null) {
            throw deadlines.havePassed() ? tooLate() : broken("a stream that ended before the reply did");
        }
        return reply(finish);
    }

    private boolean isTooLong() {
        return said.values().stream().mapToInt(Words::length).sum() >= longestReplyCharacters;
    }

    private Reply reply(Finish end) {
        String text = said(Delta.Kind.TEXT).toString();
        String refusal = said(Delta.Kind.REFUSAL).toString();
        boolean refused = text.isEmpty() && !refusal.isEmpty();
        return new Reply(text + refusal, said(Delta.Kind.REASONING).toString(), refused, end, usage);
    }

    private Words said(Delta.Kind kind) {
        return requireNonNull(said.get(kind));
    }

    private void take(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            throw broken("an error instead of the reply");
        }
        JsonNode reported = chunk.path("usage");
        if (reported.isObject()) {
            usage = ReportedUsage.of(reported);
        }
        for (JsonNode choice : chunk.path("choices")) {
            // Of several choices the first was asked for.
            if (choice.path("index").asInt(0) == 0) {
                take(choice.path("delta"), choice.path("finish_reason").asString(""));
                return;
            }
        }
    }

    private void take(JsonNode delta, String reason) {
        JsonNode reasoning = delta.path("reasoning_content");
        say(Delta.Kind.REASONING, reasoning.isString() ? reasoning : delta.path("reasoning"));
        JsonNode content = delta.path("content");
        if (content.isArray()) {
            content.forEach(this::part);
        } else {
            say(Delta.Kind.TEXT, content);
        }
        say(Delta.Kind.REFUSAL, delta.path("refusal"));
        if (reason.equals("error")) {
            throw broken("an error as its finish reason");
        }
        if (!reason.isEmpty()) {
            finish = FinishReason.of(reason);
        }
    }

    /** A part of a content that is a list, as some providers have it; thinking may be a text or a list of texts. */
    private void part(JsonNode part) {
        switch (part.path("type").asString("")) {
            case "text" -> say(Delta.Kind.TEXT, part.path("text"));
            case "refusal" -> say(Delta.Kind.REFUSAL, part.path("refusal"));
            case "thinking" -> {
                JsonNode thinking = part.path("thinking");
                say(Delta.Kind.REASONING, thinking);
                if (thinking.isArray()) {
                    thinking.forEach(thought -> say(Delta.Kind.REASONING, thought.path("text")));
                }
            }
            default -> {}
        }
    }

    private void say(Delta.Kind kind, JsonNode words) {
        if (words.isString() && !words.asString().isEmpty()) {
            deadlines.spoke();
            onDelta.accept(new Delta(kind, said(kind).add(words.asString())));
        }
    }

    private JsonNode chunk(String data) {
        try {
            JsonNode chunk = json.readTree(data);
            if (chunk.isObject()) {
                return chunk;
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
