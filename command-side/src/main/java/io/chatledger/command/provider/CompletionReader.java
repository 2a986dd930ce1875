package io.chatledger.command.provider;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.More;
import io.chatledger.command.chat.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one streamed chat completion: server-sent events whose data are {@code chat.completion.chunk} objects, ended by
 * {@code [DONE]}. A reply is whole once the model said why it ends; a stream that ends before is a failure, however
 * much it held.
 */
final class CompletionReader {

    private static final String END = "[DONE]";

    /** What a chunk tells beside its choices, and is told by ourselves or is of no use. */
    private static final Set<String> OURS =
            Set.of("id", "object", "created", "model", "choices", "usage", "obfuscation", "chatledger");

    /** Of the first choice these are read as words. */
    private static final Set<String> WORDS = Set.of("role", "content", "refusal", "reasoning_content", "reasoning");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** So much longer than words is what may be told of them, such as the likelihood of each and of others. */
    private static final int BESIDE_WORDS = 20;

    private final JsonMapper json;
    private final int choices;
    private final int longestReplyCharacters;
    private final Deadlines deadlines;
    private final Listener listener;
    private final Map<Delta.Kind, Words> said = new EnumMap<>(Delta.Kind.class);
    private final More more = new More();
    private final Clean clean = new Clean();
    private final Map<String, JsonNode> told = new HashMap<>();
    /** Choices that have not told yet why they end, and those that have. */
    private final BitSet open = new BitSet();
    private final BitSet ended = new BitSet();
    private final Map<Integer, CallNumbers> callNumbers = new HashMap<>();
    private int deltaCharacters;
    private int moreCharacters;
    private @Nullable Finish finish;
    private @Nullable Usage usage;

    /** @param choices how many answers were asked for; more are passed over */
    CompletionReader(
            JsonMapper json,
            int choices,
            int longestReplyCharacters,
            Deadlines deadlines,
            Listener listener) {
        this.json = json;
        this.choices = choices;
        this.longestReplyCharacters = longestReplyCharacters;
        this.deadlines = deadlines;
        this.listener = listener;
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
            if (!isWhole() && !deadlines.havePassed()) {
                throw e;
            }
        }
        if (isTooLong()) {
            return reply(Finish.LENGTH);
        }
        if (!isWhole() || finish == null) {
            throw deadlines.havePassed() ? tooLate() : broken("a stream that ended before the reply did");
        }
        return reply(finish);
    }

    private boolean isTooLong() {
        int characters = deltaCharacters;
        for (Words words : said.values()) {
            characters += words.length();
        }
        return characters >= longestReplyCharacters || moreCharacters / BESIDE_WORDS >= longestReplyCharacters;
    }

    private boolean isWhole() {
        return finish != null && open.isEmpty();
    }

    private Reply reply(Finish end) {
        return more.reply(
                said(Delta.Kind.TEXT).toString(),
                said(Delta.Kind.REFUSAL).toString(),
                said(Delta.Kind.REASONING).toString(),
                end,
                usage);
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
        ObjectNode beside = beside(chunk);
        if (!beside.isEmpty()) {
            tell(beside, false);
        }
        for (JsonNode choice : chunk.path("choices")) {
            int index = choice.path("index").asInt(0);
            if (index >= 0 && index < choices) {
                open.set(index, !ended.get(index));
                String reason = choice.path("finish_reason").asString("");
                if (index == 0) {
                    take(choice.path("delta"), reason);
                }
                takeMore(index, choice, reason);
                if (!reason.isEmpty()) {
                    ended.set(index);
                    open.clear(index);
                }
            }
        }
    }

    /** What is told of the whole reply, if it has not been told before. */
    private ObjectNode beside(JsonNode chunk) {
        ObjectNode beside = NODES.objectNode();
        chunk.forEachEntry((name, value) -> {
            if (!OURS.contains(name) && !isNothing(value) && !value.equals(told.put(name, value))) {
                beside.set(name, value);
            }
        });
        return beside;
    }

    /** Of the first choice what is more than its words, of others all. */
    private void takeMore(int index, JsonNode choice, String reason) {
        ObjectNode delta = NODES.objectNode();
        choice.path("delta").forEachEntry((name, value) -> {
            if (!isNothing(value) && !(index == 0 && WORDS.contains(name))) {
                delta.set(name, value);
            }
        });
        ObjectNode piece = NODES.objectNode().put("index", index);
        piece.set("delta", delta);
        choice.forEachEntry((name, value) -> {
            if (!isNothing(value) && !piece.has(name) && !name.equals("finish_reason")) {
                piece.set(name, value);
            }
        });
        if (index > 0 && !reason.isEmpty()) {
            piece.put("finish_reason", More.finishReason(FinishReason.of(reason)));
        }
        if (!delta.isEmpty() || piece.size() > 2) {
            boolean isWord = says(delta) || piece.has("finish_reason");
            number(index, delta.path("tool_calls"));
            deltaCharacters += delta.isEmpty() ? 0 : delta.toString().length();
            if (!piece.has("finish_reason")) {
                piece.putNull("finish_reason");
            }
            tell(NODES.objectNode().set("choices", NODES.arrayNode().add(piece)), isWord);
        }
    }

    /** Whether it is more than whose turn it is to speak. */
    private static boolean says(ObjectNode delta) {
        return delta.propertyStream().anyMatch(field -> !field.getKey().equals("role")
                && !(field.getValue().isString() && field.getValue().asString().isEmpty()));
    }

    private void number(int choice, JsonNode calls) {
        for (JsonNode call : calls) {
            if (call instanceof ObjectNode object) {
                object.put("index", callNumbers.computeIfAbsent(choice, _ -> new CallNumbers())
                        .of(object.path("index"), object.path("id").asString("")));
            }
        }
    }

    private void tell(JsonNode piece, boolean isWord) {
        JsonNode storable = clean.copy("", piece);
        String text = storable.toString();
        moreCharacters += text.length();
        more.add(storable);
        if (isWord) {
            deadlines.spoke();
            listener.accept(Delta.more(text));
        } else {
            deadlines.alive();
            listener.beside(Delta.more(text));
        }
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull() || value.isContainer() && value.isEmpty();
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
            default -> tell(NODES.objectNode().set("choices", NODES.arrayNode().add(NODES.objectNode()
                    .put("index", 0)
                    .set("delta", NODES.objectNode().set("content_parts", NODES.arrayNode().add(part)))
                    .putNull("finish_reason"))), true);
        }
    }

    private void say(Delta.Kind kind, JsonNode words) {
        if (words.isString() && !words.asString().isEmpty()) {
            deadlines.spoke();
            listener.accept(new Delta(kind, said(kind).add(words.asString())));
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
