package io.chatledger.command.responses;

import io.chatledger.command.chat.Delta;
import io.chatledger.command.openai.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** An item that grows by words. */
    private record Spoken(Words kind, Growing growing) {}

    private final String id;
    private final List<ObjectNode> items = new ArrayList<>();
    private final List<ObjectNode> events = new ArrayList<>();
    /** By their own index. */
    private final Map<Integer, Growing> calls = new TreeMap<>();
    private @Nullable Spoken spoken;

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
        Spoken speaking = speaking(wanted);
        speaking.growing.said.append(said);
        wordsEvent(speaking, ".delta").put("delta", said);
    }

    /** @param annotation as chats have it: what belongs to it is in an object of its own there */
    void annotate(JsonNode annotation) {
        if (!annotation.isObject()) {
            return;
        }
        Spoken answer = speaking(Words.ANSWER);
        ObjectNode flat = NODES.objectNode();
        annotation.forEachEntry((name, value) -> {
            if (value.isObject()) {
                value.forEachEntry(flat::set);
            } else {
                flat.set(name, value);
            }
        });
        ArrayNode annotations = (ArrayNode) answer.growing.item.at("/content/0/annotations");
        wordsEvent(answer, ".annotation.added").put("annotation_index", annotations.size()).set("annotation", flat);
        annotations.add(flat);
    }

    /** @param piece of a call, or a whole one */
    void call(ToolCall piece) {
        endWords("completed");
        Growing call = calls.get(piece.index());
        if (call == null) {
            ObjectNode item = item(piece.isCustom() ? CUSTOM_CALL : CALL)
                    .put("status", "in_progress")
                    .put("call_id", piece.id().isEmpty() ? "call_%s_%d".formatted(id, items.size()) : piece.id())
                    .put("name", piece.name())
                    .put(piece.isCustom() ? "input" : "arguments", "");
            call = begin(item);
            calls.put(piece.index(), call);
        }
        if (call.item.get("name").asString().isEmpty()) {
            call.item.put("name", piece.name());
        }
        if (!piece.said().isEmpty()) {
            call.said.append(piece.said());
            callEvent(call, ".delta").put("delta", piece.said());
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

    private Spoken speaking(Words wanted) {
        if (spoken != null && spoken.kind == wanted) {
            return spoken;
        }
        endWords("completed");
        ObjectNode item = item(wanted.item);
        if (wanted != Words.REASONING) {
            item.put("status", "in_progress").put("role", "assistant");
        }
        item.putArray(wanted.parts);
        var begun = new Spoken(wanted, begin(item));
        spoken = begun;
        ObjectNode part = NODES.objectNode().put("type", wanted.part).put(wanted.field, "");
        if (wanted == Words.ANSWER) {
            part.putArray("annotations");
        }
        partEvent(begun, ".added").set("part", part.deepCopy());
        ((ArrayNode) item.get(wanted.parts)).add(part);
        return begun;
    }

    private void endWords(String status) {
        Spoken ended = spoken;
        if (ended == null) {
            return;
        }
        spoken = null;
        String said = ended.growing.said.toString();
        wordsEvent(ended, ".done").put(ended.kind.field, said);
        ObjectNode part = (ObjectNode) ended.growing.item.get(ended.kind.parts).get(0);
        part.put(ended.kind.field, said);
        partEvent(ended, ".done").set("part", part);
        end(ended.growing, status);
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

    private ObjectNode wordsEvent(Spoken spoken, String step) {
        Words kind = spoken.kind;
        ObjectNode event = event(spoken.growing, "response." + kind.wordsEvent + step).put(kind.index, 0);
        if (kind == Words.ANSWER && !step.startsWith(".annotation")) {
            event.putArray("logprobs");
        }
        return event;
    }

    private ObjectNode partEvent(Spoken spoken, String step) {
        Words kind = spoken.kind;
        return event(spoken.growing, "response." + kind.partEvent + step).put(kind.index, 0);
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
}
