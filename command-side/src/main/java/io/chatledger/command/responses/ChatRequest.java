package io.chatledger.command.responses;

import static io.chatledger.api.InvalidValue.required;
import static io.chatledger.api.InvalidValue.unless;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.openai.CompletionRefusal;
import io.chatledger.command.openai.CompletionRequest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a request into one for chat completions. What there is no word for is refused by name, above all what asks
 * for something to be kept here: nothing is.
 */
final class ChatRequest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Set<String> THE_SAME_IN_CHATS = Set.of(
            "metadata", "parallel_tool_calls", "prompt_cache_key", "prompt_cache_retention", "safety_identifier",
            "service_tier", "temperature", "top_p", "user");

    /** The values that ask for nothing, of fields that no chat has. */
    private static final Map<String, Set<String>> NOT_IN_CHATS = Map.of(
            "background", Set.of("false"),
            "store", Set.of("false"),
            "top_logprobs", Set.of("0"),
            "truncation", Set.of("\"disabled\""));

    /** What a model thought is told in the answer; encrypted it is for those who keep it for the server. */
    private static final String ENCRYPTED_REASONING = "reasoning.encrypted_content";

    private final Map<String, JsonNode> fields = new TreeMap<>();

    private ChatRequest() {}

    /**
     * @throws InvalidValue      if something is wrong with it
     * @throws CompletionRefusal if something in it cannot be said in a chat
     */
    static CompletionRequest of(ResponsesRequest request) {
        var chat = new ChatRequest();
        request.others().forEach((name, value) -> {
            if (!value.isNull()) {
                chat.add(name, value);
            }
        });
        if (!chat.fields.containsKey("tools")) {
            // Clients send them always; without tools, chats have them not.
            chat.fields.remove("parallel_tool_calls");
            chat.fields.remove("tool_choice", NODES.stringNode("auto"));
            chat.fields.remove("tool_choice", NODES.stringNode("none"));
        }
        return new CompletionRequest(
                request.model(),
                ChatMessages.of(request.instructions(), required("input", request.input())),
                null,
                request.maxOutputTokens(),
                null,
                request.stream(),
                null,
                chat.fields);
    }

    private void add(String name, JsonNode value) {
        if (THE_SAME_IN_CHATS.contains(name)) {
            fields.put(name, value);
            return;
        }
        switch (name) {
            case "tools" -> tools(value);
            case "tool_choice" -> fields.put(name, toolChoice(value));
            case "text" -> text(value);
            case "reasoning" -> reasoning(value);
            case "include" -> include(value);
            case "stream_options" -> {
                unless(value.isObject(), name, "must be an object");
                value.forEachEntry((option, set) -> requireNeutral(name + "." + option, set, Set.of("false", "null")));
            }
            default -> requireNeutral(name, value, NOT_IN_CHATS.getOrDefault(name, Set.of()));
        }
    }

    private void tools(JsonNode tools) {
        unless(tools.isArray(), "tools", "must be a list");
        ArrayNode told = NODES.arrayNode();
        for (JsonNode tool : tools) {
            told.add(tool("tools[" + told.size() + "]", tool));
        }
        if (!told.isEmpty()) {
            fields.put("tools", told);
        }
    }

    /** The same, with what belongs to the tool in an object of its own. */
    private static ObjectNode tool(String at, JsonNode tool) {
        String type = tool.path("type").asString("");
        if (!type.equals("function") && !type.equals("custom")) {
            throw CompletionRefusal.unsupported(at + ".type");
        }
        ObjectNode inner = NODES.objectNode();
        tool.forEachEntry((name, value) -> {
            if (!name.equals("type") && !value.isNull()) {
                inner.set(name, name.equals("format") ? grammar(value) : value);
            }
        });
        return NODES.objectNode().put("type", type).set(type, inner);
    }

    /** Of a tool's input: here its fields stand beside its type, in a chat one level below. */
    private static JsonNode grammar(JsonNode format) {
        if (!format.path("type").asString("").equals("grammar")) {
            return format;
        }
        ObjectNode inner = NODES.objectNode();
        format.forEachEntry((name, value) -> {
            if (!name.equals("type")) {
                inner.set(name, value);
            }
        });
        return NODES.objectNode().put("type", "grammar").set("grammar", inner);
    }

    private static JsonNode toolChoice(JsonNode choice) {
        if (choice.isString()) {
            return choice;
        }
        String type = choice.path("type").asString("");
        return switch (type) {
            case "function", "custom" -> tool("tool_choice", choice);
            case "allowed_tools" -> {
                unless(choice.path("tools").isArray(), "tool_choice.tools", "must be a list");
                ObjectNode allowed = NODES.objectNode().put("mode", choice.path("mode").asString("auto"));
                ArrayNode tools = allowed.putArray("tools");
                choice.path("tools").forEach(tool -> tools.add(tool("tool_choice.tools[" + tools.size() + "]", tool)));
                yield NODES.objectNode().put("type", type).set(type, allowed);
            }
            default -> throw CompletionRefusal.unsupported("tool_choice.type");
        };
    }

    private void text(JsonNode text) {
        unless(text.isObject(), "text", "must be an object");
        text.forEachEntry((name, value) -> {
            switch (name) {
                case "verbosity" -> putUnlessNull(name, value);
                case "format" -> putUnlessNull("response_format", format(value));
                default -> throw CompletionRefusal.unsupported("text." + name);
            }
        });
    }

    private static JsonNode format(JsonNode format) {
        if (!format.path("type").asString("").equals("json_schema")) {
            return format;
        }
        ObjectNode schema = NODES.objectNode();
        format.forEachEntry((name, value) -> {
            if (!name.equals("type") && !value.isNull()) {
                schema.set(name, value);
            }
        });
        return NODES.objectNode().put("type", "json_schema").set("json_schema", schema);
    }

    private void reasoning(JsonNode reasoning) {
        unless(reasoning.isObject(), "reasoning", "must be an object");
        reasoning.forEachEntry((name, value) -> {
            switch (name) {
                case "effort" -> putUnlessNull("reasoning_effort", value);
                case "summary", "generate_summary" -> {} // what the model tells of it is in the answer, always
                default -> throw CompletionRefusal.unsupported("reasoning." + name);
            }
        });
    }

    private static void include(JsonNode wanted) {
        unless(wanted.isArray(), "include", "must be a list");
        for (JsonNode what : wanted) {
            if (!what.asString("").equals(ENCRYPTED_REASONING)) {
                throw CompletionRefusal.unsupported("include");
            }
        }
    }

    private void putUnlessNull(String name, JsonNode value) {
        if (!value.isNull()) {
            fields.put(name, value);
        }
    }

    private static void requireNeutral(String name, JsonNode value, Set<String> neutral) {
        if (!neutral.contains(value.toString())) {
            throw CompletionRefusal.unsupported(name);
        }
    }
}
