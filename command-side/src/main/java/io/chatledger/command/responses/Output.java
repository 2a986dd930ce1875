package io.chatledger.command.responses;

import io.chatledger.command.chat.Delta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The items of an answer as they begin, grow and end, and the events that tell each step (OpenAI API reference,
 * Responses, Streaming events). Those of calls stay open until the end, because pieces of several may come in any
 * order.
 */
final class Output {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CALL = "function_call";
    private static final String CUSTOM_CALL = "custom_tool_call";

    /** What words are a part of, and what their events are called. */
    private enum Words {
        ANSWER("message", "content", "output_text", "text", "content_part", "output_text", "content_index"),
        REFUSAL("message", "content", "refusal", "refusal", "content_part", "refusal", "content_index"),
        REASONING("reasoning", "summary", "summary_text", "text", "reasoning_summary_part", "reasoning_summary_text",
                "summary_index");

        private final String item;
        private final String parts;
        private final String part;
        private final String field;
        private final String partEvent;
        private final String wordsEvent;
        private final String index;

        Words(
                String item, String parts, String part, String field, String partEvent, String wordsEvent,
                String index) {
            this.item = item;
            this.parts = parts;
            this.part = part;
            this.field = field;
            this.partEvent = partEvent;
            this.wordsEvent = wordsEvent;
            this.index = index;
        }
    }

    /** An item that grows. */
    private record Growing(int index, ObjectNode item, StringBuilder said) {}

    private final String id;
    private final List<ObjectNode> items = new ArrayList<>();
    private final List<ObjectNode> events = new ArrayList<>();
    /** By their own index. */
    private final Map<Integer, Growing> calls = new TreeMap<>();
    private @Nullable Words words;
    private @Nullable Growing spoken;

    /** @param id of the message, in the ids of all items */
    Output(String id) {
        this.id = id;
    }

    void say(Delta.Kind kind, String said) {
        Words wanted = switch (kind) {
            case TEXT -> Words.ANSWER;
            case REFUSAL -> Words.REFUSAL;
            case REASONING -> Words.REASONING;
            case MORE -> throw new IllegalArgumentException("no words");
        };
        speaking(wanted).said.append(said);
        wordsEvent(".delta").put("delta", said);
    }

    /** @param annotation as chats have it: what belongs to it is in an object of its own there */
    void annotate(JsonNode annotation) {
        if (!annotation.isObject()) {
            return;
        }
        Growing answer = speaking(Words.ANSWER);
        ObjectNode flat = NODES.objectNode();
        annotation.forEachEntry((name, value) -> {
            if (value.isObject()) {
                value.forEachEntry(flat::set);
            } else {
                flat.set(name, value);
            }
        });
        ArrayNode annotations = (ArrayNode) answer.item.at("/content/0/annotations");
        wordsEvent(".annotation.added").put("annotation_index", annotations.size()).set("annotation", flat);
        annotations.add(flat);
    }

    /** @param piece of a call, as chats have it */
    void call(int index, JsonNode piece) {
        if (!piece.isObject()) {
            return;
        }
        endWords("completed");
        Growing call = calls.get(index);
        if (call == null) {
            boolean custom = piece.path("type").asString("").equals("custom");
            String callId = piece.path("id").asString("");
            ObjectNode item = item(custom ? CUSTOM_CALL : CALL)
                    .put("status", "in_progress")
                    .put("call_id", callId.isEmpty() ? "call_%s_%d".formatted(id, items.size()) : callId)
                    .put("name", name(piece))
                    .put(custom ? "input" : "arguments", "");
            call = begin(item);
            calls.put(index, call);
        }
        if (call.item.get("name").asString().isEmpty()) {
            call.item.put("name", name(piece));
        }
        String said = words(piece.at("/function/arguments")) + words(piece.at("/custom/input"));
        if (!said.isEmpty()) {
            call.said.append(said);
            callEvent(call, ".delta").put("delta", said);
        }
    }

    /** @param status {@code completed} or {@code incomplete}, of the last words and of the calls */
    void end(String status) {
        endWords(status);
        for (Growing call : calls.values()) {
            String field = isCustom(call) ? "input" : "arguments";
            callEvent(call, ".done").put(field, call.said.toString()).set("name", call.item.get("name"));
            call.item.put(field, call.said.toString());
            end(call, status);
        }
    }

    List<ObjectNode> items() {
        return List.copyOf(items);
    }

    /** What has happened since this was called last. */
    List<ObjectNode> takeEvents() {
        List<ObjectNode> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    private Growing speaking(Words wanted) {
        Growing known = spoken;
        if (known != null && words == wanted) {
            return known;
        }
        endWords("completed");
        ObjectNode item = item(wanted.item);
        if (wanted != Words.REASONING) {
            item.put("status", "in_progress").put("role", "assistant");
        }
        item.putArray(wanted.parts);
        Growing begun = begin(item);
        words = wanted;
        spoken = begun;
        ObjectNode part = NODES.objectNode().put("type", wanted.part).put(wanted.field, "");
        if (wanted == Words.ANSWER) {
            part.putArray("annotations");
        }
        partEvent(".added").set("part", part.deepCopy());
        ((ArrayNode) item.get(wanted.parts)).add(part);
        return begun;
    }

    private void endWords(String status) {
        Growing ended = spoken;
        Words kind = words;
        if (ended == null || kind == null) {
            return;
        }
        String said = ended.said.toString();
        wordsEvent(".done").put(kind.field, said);
        ObjectNode part = (ObjectNode) ended.item.get(kind.parts).get(0);
        part.put(kind.field, said);
        partEvent(".done").set("part", part);
        spoken = null;
        words = null;
        end(ended, status);
    }

    private Growing begin(ObjectNode item) {
        var begun = new Growing(items.size(), item, new StringBuilder());
        items.add(item);
        events.add(NODES.objectNode()
                .put("type", "response.output_item.added")
                .put("output_index", begun.index)
                .set("item", item.deepCopy()));
        return begun;
    }

    private void end(Growing ended, String status) {
        if (ended.item.has("status")) {
            ended.item.put("status", status);
        }
        events.add(NODES.objectNode()
                .put("type", "response.output_item.done")
                .put("output_index", ended.index)
                .set("item", ended.item));
    }

    private ObjectNode item(String type) {
        String prefix = switch (type) {
            case "message" -> "msg";
            case "reasoning" -> "rs";
            case CALL -> "fc";
            default -> "ctc";
        };
        return NODES.objectNode().put("id", "%s_%s_%d".formatted(prefix, id, items.size())).put("type", type);
    }

    private static String name(JsonNode call) {
        return call.at("/function/name").asString(call.at("/custom/name").asString(""));
    }

    /** What should be a text, and is an object with some providers. */
    private static String words(JsonNode said) {
        return said.isContainer() ? said.toString() : said.asString("");
    }

    private ObjectNode wordsEvent(String step) {
        Words kind = required(words);
        ObjectNode event = event(required(spoken), "response." + kind.wordsEvent + step).put(kind.index, 0);
        if (kind == Words.ANSWER && !step.startsWith(".annotation")) {
            event.putArray("logprobs");
        }
        return event;
    }

    private ObjectNode partEvent(String step) {
        Words kind = required(words);
        return event(required(spoken), "response." + kind.partEvent + step).put(kind.index, 0);
    }

    private ObjectNode callEvent(Growing call, String step) {
        String name = isCustom(call) ? "response.custom_tool_call_input" : "response.function_call_arguments";
        return event(call, name + step);
    }

    private ObjectNode event(Growing growing, String type) {
        ObjectNode event = NODES.objectNode()
                .put("type", type)
                .put("item_id", growing.item.get("id").asString())
                .put("output_index", growing.index);
        events.add(event);
        return event;
    }

    private static boolean isCustom(Growing call) {
        return call.item.get("type").asString().equals(CUSTOM_CALL);
    }

    private static <T> T required(@Nullable T given) {
        return Objects.requireNonNull(given);
    }
}
