package io.chatledger.command.anthropic;

import static io.chatledger.api.InvalidValue.required;
import static io.chatledger.api.InvalidValue.unless;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.openai.CompletionRefusal;
import io.chatledger.command.openai.CompletionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a request into one for chat completions. What there is no word for keeps its own name where the model
 * knows what only Anthropic's form has. Elsewhere it is refused by name, but for hints for caching and earlier
 * thinking, which change no answer and are left out.
 */
final class ChatRequest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Budgets for thinking, in tokens, below which the effort is called {@code low} or {@code medium}. */
    private static final int MEDIUM_BUDGET = 4_000;

    private static final int HIGH_BUDGET = 16_000;

    private static final Set<String> OF_A_FUNCTION = Set.of("type", "name", "description", "input_schema", "strict");

    private final Map<String, JsonNode> fields = new TreeMap<>();

    private final boolean whole;

    private ChatRequest(boolean whole) {
        this.whole = whole;
    }

    /**
     * @param whole whether its model knows what only Anthropic's form has
     * @throws InvalidValue      if something is wrong with it
     * @throws CompletionRefusal if something in it cannot be said in a chat
     */
    static CompletionRequest of(MessagesRequest request, boolean whole) {
        var chat = new ChatRequest(whole);
        request.others().forEach((name, value) -> {
            if (!value.isNull()) {
                chat.add(name, value);
            }
        });
        var messages = new ArrayList<JsonNode>();
        if (request.system() != null && !request.system().isNull()) {
            messages.add(NODES.objectNode()
                    .put("role", "system")
                    .set("content", ChatMessages.texts("system", request.system(), whole)));
        }
        List<JsonNode> told = required("messages", request.messages());
        for (int i = 0; i < told.size(); i++) {
            messages.addAll(ChatMessages.of("messages[" + i + "]", told.get(i), whole));
        }
        return new CompletionRequest(
                request.model(), messages, request.maxTokens(), null, null, request.stream(), null, chat.fields);
    }

    private void add(String name, JsonNode value) {
        switch (name) {
            case "temperature", "top_p", "top_k" -> fields.put(name, value);
            case "stop_sequences" -> putUnlessEmpty("stop", value);
            case "metadata" -> metadata(value);
            case "tools" -> tools(value);
            case "tool_choice" -> toolChoice(value);
            case "output_config" -> outputConfig(value);
            default -> {
                if (whole) {
                    fields.put(name, value); // which its model takes, or refuses by name
                } else {
                    translate(name, value);
                }
            }
        }
    }

    private void translate(String name, JsonNode value) {
        switch (name) {
            case "thinking" -> thinking(value);
            case "cache_control" -> {} // a hint
            case "service_tier" -> requireOneOf(name, value.asString(""), List.of("auto", "standard_only"));
            default -> throw CompletionRefusal.unsupported(name);
        }
    }

    private void putUnlessEmpty(String name, JsonNode list) {
        if (!list.isArray() || !list.isEmpty()) {
            fields.put(name, list);
        }
    }

    private void metadata(JsonNode metadata) {
        unless(metadata.isObject(), "metadata", "must be an object");
        metadata.forEachEntry((name, value) -> {
            if (!name.equals("user_id")) {
                throw CompletionRefusal.unsupported("metadata." + name);
            }
            if (!value.isNull()) {
                fields.put("user", value);
            }
        });
    }

    private void tools(JsonNode tools) {
        unless(tools.isArray(), "tools", "must be a list");
        ArrayNode functions = NODES.arrayNode();
        for (JsonNode tool : tools) {
            boolean custom = tool.path("type").asString("custom").equals("custom");
            if (!custom && !whole) {
                throw CompletionRefusal.unsupported("tools[" + functions.size() + "].type");
            }
            functions.add(custom ? function(tool) : tool);
        }
        putUnlessEmpty("tools", functions);
    }

    private JsonNode function(JsonNode tool) {
        ObjectNode function = NODES.objectNode().put("name", tool.path("name").asString(""));
        copy(tool, "description", function, "description");
        copy(tool, "input_schema", function, "parameters");
        copy(tool, "strict", function, "strict");
        ObjectNode told = NODES.objectNode().put("type", "function").set("function", function);
        tool.forEachEntry((name, value) -> {
            if (whole && !OF_A_FUNCTION.contains(name) && !value.isNull()) {
                told.set(name, value);
            }
        });
        return told;
    }

    private void toolChoice(JsonNode choice) {
        fields.put("tool_choice", switch (choice.path("type").asString("")) {
            case "auto" -> NODES.stringNode("auto");
            case "any" -> NODES.stringNode("required");
            case "none" -> NODES.stringNode("none");
            case "tool" -> {
                ObjectNode function = NODES.objectNode().put("name", choice.path("name").asString(""));
                yield NODES.objectNode().put("type", "function").set("function", function);
            }
            default -> throw new InvalidValue("tool_choice.type", "must be auto, any, tool or none");
        });
        if (choice.path("disable_parallel_tool_use").asBoolean(false)) {
            fields.put("parallel_tool_calls", NODES.booleanNode(false));
        }
    }

    private void thinking(JsonNode thinking) {
        switch (thinking.path("type").asString("")) {
            case "disabled", "adaptive" -> {}
            case "enabled" -> {
                int budget = thinking.path("budget_tokens").asInt(0);
                fields.putIfAbsent("reasoning_effort", NODES.stringNode(
                        budget < MEDIUM_BUDGET ? "low" : budget < HIGH_BUDGET ? "medium" : "high"));
            }
            default -> throw new InvalidValue("thinking.type", "must be enabled, disabled or adaptive");
        }
    }

    private void outputConfig(JsonNode config) {
        unless(config.isObject(), "output_config", "must be an object");
        config.forEachEntry((name, value) -> {
            switch (name) {
                case "effort" -> {
                    if (!value.isNull()) {
                        fields.put("reasoning_effort", value);
                    }
                }
                case "format" -> {
                    requireOneOf("output_config.format.type", value.path("type").asString(""), List.of("json_schema"));
                    ObjectNode schema = NODES.objectNode().put("name", "answer").put("strict", true);
                    copy(value, "schema", schema, "schema");
                    ObjectNode format = NODES.objectNode().put("type", "json_schema");
                    fields.put("response_format", format.set("json_schema", schema));
                }
                default -> throw CompletionRefusal.unsupported("output_config." + name);
            }
        });
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String newName) {
        if (from.hasNonNull(name)) {
            to.set(newName, from.get(name));
        }
    }

    private static void requireOneOf(String name, String value, List<String> known) {
        if (!known.contains(value)) {
            throw CompletionRefusal.unsupported(name);
        }
    }
}
