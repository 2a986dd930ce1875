package io.chatledger.command.provider;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.More;
import io.chatledger.command.chat.Reply;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply as far as it has been read: takes what is in a {@code chat.completion.chunk} apart into words and what is
 * told beside them, keeps both, and passes each on to the listener as it comes.
 */
final class ReplySoFar {

    /** What a chunk tells beside its choices, and is told by ourselves or is of no use. */
    private static final Set<String> OURS =
            Set.of("id", "object", "created", "model", "choices", "usage", "obfuscation", "chatledger");

    /** Of the first choice these are read as words. */
    private static final Set<String> WORDS = Set.of("role", "content", "refusal", "reasoning_content", "reasoning");

    private static final String SIGNED = "thinking_blocks";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** So much longer than words is what may be told of them, such as the likelihood of each and of others. */
    private static final int BESIDE_WORDS = 20;

    private final Deadlines deadlines;
    private final Listener listener;
    private final Map<Delta.Kind, Words> said = new EnumMap<>(Delta.Kind.class);
    private final More more = new More();
    private final Clean clean = new Clean();
    private final Map<String, JsonNode> told = new HashMap<>();
    private final Map<Integer, CallNumbers> callNumbers = new HashMap<>();
    private int deltaCharacters;
    private int moreCharacters;

    ReplySoFar(Deadlines deadlines, Listener listener) {
        this.deadlines = deadlines;
        this.listener = listener;
        for (Delta.Kind kind : Delta.Kind.values()) {
            said.put(kind, new Words());
        }
    }

    boolean isAsLongAs(int characters) {
        int words = deltaCharacters;
        for (Words ofKind : said.values()) {
            words += ofKind.length();
        }
        return words >= characters || moreCharacters / BESIDE_WORDS >= characters;
    }

    Reply endedBy(Finish finish, @Nullable Usage usage) {
        return more.reply(
                said(Delta.Kind.TEXT).toString(),
                said(Delta.Kind.REFUSAL).toString(),
                said(Delta.Kind.REASONING).toString(),
                finish,
                usage);
    }

    /** Takes what a chunk tells of the whole reply, unless it has been told before. */
    void takeBeside(JsonNode chunk) {
        ObjectNode beside = NODES.objectNode();
        chunk.forEachEntry((name, value) -> {
            if (!OURS.contains(name) && !isNothing(value) && !value.equals(told.put(name, value))) {
                beside.set(name, value);
            }
        });
        if (!beside.isEmpty()) {
            tell(beside, false);
        }
    }

    /** Takes the words of the first choice. */
    void takeWords(JsonNode delta) {
        JsonNode reasoning = delta.path("reasoning_content");
        say(Delta.Kind.REASONING, reasoning.isString() ? reasoning : delta.path("reasoning"));
        JsonNode content = delta.path("content");
        if (content.isArray()) {
            content.forEach(this::part);
        } else {
            say(Delta.Kind.TEXT, content);
        }
        say(Delta.Kind.REFUSAL, delta.path("refusal"));
    }

    /** Takes what is more than words of the first choice, all of others. */
    void takeMore(int index, JsonNode choice, String reason) {
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
            deltaCharacters += characters(delta);
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

    /** But for signatures, which are no words, and what they are for, which has been told before. */
    private static int characters(ObjectNode delta) {
        ObjectNode words = delta.has(SIGNED) ? delta.deepCopy().without(SIGNED) : delta;
        return words.isEmpty() ? 0 : words.toString().length();
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

    private Words said(Delta.Kind kind) {
        return requireNonNull(said.get(kind));
    }
}
