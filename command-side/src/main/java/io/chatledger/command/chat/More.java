package io.chatledger.command.chat;

import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/**
 * Puts together what came in pieces of {@link Delta.Kind#MORE}, by the rules by which OpenAI's clients do it: texts are
 * joined, objects are merged, and so are elements of lists that have the same {@code index}; others are added.
 */
public final class More {

    private static final String CHOICES = "choices";
    private static final String INDEX = "index";
    private static final String MESSAGE = "message";
    private static final String LOGPROBS = "logprobs";
    private static final String FINISH_REASON = "finish_reason";

    /** These come whole, by some providers again with each piece. */
    private static final Set<String> WHOLE = Set.of("id", "type", "role", "name", "format", FINISH_REASON);

    /** Of the first answer these are told by themselves. */
    private static final Set<String> WORDS = Set.of("role", "content", "refusal", "reasoning_content");

    /** Of these the pieces have numbers, and the whole has none. */
    private static final List<String> NUMBERED = List.of("tool_calls", "thinking_blocks");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode told = NODES.objectNode();
    private final SortedMap<Integer, ObjectNode> choices = new TreeMap<>();

    void add(String json) {
        add(JsonMapper.shared().readTree(json));
    }

    /** @param piece an object with {@code choices} of a chunk, or with what else it told, or with both */
    public void add(JsonNode piece) {
        piece.forEachEntry((name, value) -> {
            if (name.equals(CHOICES)) {
                value.forEach(this::addChoice);
            } else {
                told.set(name, value);
            }
        });
    }

    private void addChoice(JsonNode choice) {
        ObjectNode whole = choices.computeIfAbsent(choice.path(INDEX).asInt(0), _ -> NODES.objectNode());
        choice.forEachEntry((name, value) -> {
            if (!name.equals(INDEX)) {
                merge(whole, name.equals("delta") ? MESSAGE : name, value);
            }
        });
    }

    private static void merge(ObjectNode into, String name, JsonNode value) {
        JsonNode before = into.get(name);
        if (value.isNull()) {
            into.set(name, before == null ? value : before);
            return;
        }
        switch (value) {
            case ObjectNode object -> {
                ObjectNode target = before instanceof ObjectNode known ? known : into.putObject(name);
                object.forEachEntry((inner, innerValue) -> merge(target, inner, innerValue));
            }
            case ArrayNode array -> {
                ArrayNode target = before instanceof ArrayNode known ? known : into.putArray(name);
                array.forEach(element -> merge(target, element));
            }
            case JsonNode text when text.isString() && !WHOLE.contains(name) -> {
                if (before instanceof POJONode known && known.getPojo() instanceof StringBuilder joined) {
                    joined.append(text.asString());
                } else {
                    into.set(name, NODES.pojoNode(new StringBuilder(text.asString())));
                }
            }
            case JsonNode text when text.isString() && text.asString().isEmpty() -> {}
            default -> into.set(name, value);
        }
    }

    private static void merge(ArrayNode into, JsonNode element) {
        if (!(element instanceof ObjectNode object)) {
            into.add(element);
            return;
        }
        ObjectNode target = null;
        for (JsonNode known : into) {
            if (object.path(INDEX).isInt() && known instanceof ObjectNode same && isSame(same, object)) {
                target = same;
            }
        }
        ObjectNode whole = target == null ? into.addObject() : target;
        object.forEachEntry((name, value) -> merge(whole, name, value));
    }

    /** Of two with one index and each an id of its own, the second is another one. */
    private static boolean isSame(ObjectNode known, ObjectNode next) {
        String id = next.path("id").asString("");
        String knownId = known.path("id").asString(id);
        return known.path(INDEX).equals(next.path(INDEX)) && (id.isEmpty() || id.equals(knownId));
    }

    /** OpenAI's word for it, or the provider's own if there is none. */
    public static String finishReason(Finish finish) {
        return switch (finish.name()) {
            case "STOP" -> "stop";
            case "CONTENT_FILTER" -> "content_filter";
            // A cancelled answer has no word of its own there; it must at least not be taken for whole.
            case "LENGTH", "CANCELLED" -> "length";
            default -> finish.name();
        };
    }

    /** What was answered, as one piece: without the words of the first answer and why that ends. */
    static ObjectNode again(JsonNode more) {
        ObjectNode piece = NODES.objectNode();
        more.forEachEntry((name, value) -> {
            if (name.equals(CHOICES)) {
                ArrayNode pieces = piece.putArray(CHOICES);
                value.forEach(choice -> pieces.add(piece(choice)));
            } else {
                piece.set(name, value);
            }
        });
        return piece;
    }

    private static ObjectNode piece(JsonNode choice) {
        boolean first = choice.path(INDEX).asInt(0) == 0;
        ObjectNode delta = NODES.objectNode();
        choice.path(MESSAGE).forEachEntry((name, value) -> {
            if (!value.isNull() && !(first && WORDS.contains(name))) {
                delta.set(name, value);
            }
        });
        if (delta.get("tool_calls") instanceof ArrayNode calls) {
            ArrayNode numbered = delta.putArray("tool_calls");
            calls.forEach(call -> numbered.add(call instanceof ObjectNode object
                    ? NODES.objectNode().put(INDEX, numbered.size()).setAll(object)
                    : call));
        }
        ObjectNode piece = NODES.objectNode();
        choice.forEachEntry((name, value) -> {
            if (name.equals(MESSAGE)) {
                piece.set("delta", delta);
            } else {
                piece.set(name, value);
            }
        });
        if (first) {
            piece.putNull(FINISH_REASON);
        }
        return piece;
    }

    /** Joined with the words of the first answer. */
    public Reply reply(String text, String refusal, String reasoning, Finish finish, @Nullable Usage usage) {
        boolean refused = text.isEmpty() && !refusal.isEmpty();
        ObjectNode more = (ObjectNode) joined(told);
        if (!choices.isEmpty()) {
            choices.computeIfAbsent(0, _ -> NODES.objectNode());
            ArrayNode all = more.putArray(CHOICES);
            choices.forEach((index, choice) -> all.add(
                    index == 0
                            ? whole(index, choice, text, refusal, reasoning, finishReason(finish))
                            : whole(index, choice, "", "", "", "")));
        }
        return new Reply(text + refusal, reasoning, refused, more.isEmpty() ? null : more, finish, usage);
    }

    /** As the choices of OpenAI's chat completion are. */
    private static ObjectNode whole(
            int index, ObjectNode choice, String text, String refusal, String reasoning, String finishReason) {
        ObjectNode rest = (ObjectNode) joined(choice);
        ObjectNode said = rest.get(MESSAGE) instanceof ObjectNode object ? object : NODES.objectNode();
        ObjectNode message = NODES.objectNode();
        message.put("role", said.path("role").asString("assistant"));
        putWords(message, "content", said, text);
        putWords(message, "refusal", said, refusal);
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning);
        }
        said.forEachEntry((name, value) -> {
            if (!message.has(name)) {
                message.set(name, value);
            }
        });
        NUMBERED.forEach(name -> message.path(name).forEach(element -> {
            if (element instanceof ObjectNode object) {
                object.remove(INDEX);
            }
        }));
        ObjectNode whole = NODES.objectNode();
        whole.put(INDEX, index);
        whole.set(MESSAGE, message);
        whole.set(LOGPROBS, rest.path(LOGPROBS).isObject() ? rest.get(LOGPROBS) : NODES.nullNode());
        rest.forEachEntry((name, value) -> {
            if (!whole.has(name)) {
                whole.set(name, value);
            }
        });
        whole.put(FINISH_REASON, finishReason.isEmpty() ? rest.path(FINISH_REASON).asString("stop") : finishReason);
        return whole;
    }

    private static void putWords(ObjectNode message, String name, ObjectNode said, String words) {
        if (!words.isEmpty()) {
            message.put(name, words);
        } else if (said.hasNonNull(name)) {
            message.set(name, said.get(name));
        } else {
            message.putNull(name);
        }
    }

    /** With texts in place of what was joined piece by piece. */
    private static JsonNode joined(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = NODES.objectNode();
                object.forEachEntry((name, value) -> copy.set(name, joined(value)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = NODES.arrayNode();
                array.forEach(element -> copy.add(joined(element)));
                yield copy;
            }
            case POJONode pojo -> NODES.stringNode(String.valueOf(pojo.getPojo()));
            default -> node;
        };
    }
}
