package io.chatledger.command.provider;

import io.chatledger.command.chat.Prompt;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates what is asked of a model from chat completions into the body of a request for a message (Claude API
 * reference, Messages, Create a Message), but for the model, the most tokens and whether to stream.
 */
final class AnthropicRequest {

    /** Fields of requests and of messages, and types of parts, that can be told: OpenAI's, and Anthropic's own. */
    static final Set<String> KNOWN = Set.of(
            "parallel_tool_calls", "reasoning_effort", "response_format", "stop", "temperature", "tool_choice", "tools",
            "top_p", "user",
            "cache_control", "thinking", "top_k",
            "reasoning", "reasoning_content", "tool_call_id", "tool_calls",
            "is_error", "thinking_blocks",
            "file", "image_url",
            "document", "search_result");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode body = NODES.objectNode();

    private AnthropicRequest() {}

    /** @throws Untold if there is no word for something in it */
    static ObjectNode of(Prompt prompt) {
        var request = new AnthropicRequest();
        new AnthropicMessages(prompt.turns()).addTo(request.body);
        prompt.tuning().forEach(request::add);
        request.addToolChoice(prompt.tuning());
        return request.body;
    }

    /** What has no other name there, or is passed on because the operator says so, is told as it came. */
    private void add(String name, JsonNode value) {
        switch (name) {
            case "stop" -> body.set("stop_sequences", value.isString() ? NODES.arrayNode().add(value) : value);
            case "user" -> body.withObjectProperty("metadata").set("user_id", value);
            case "reasoning_effort" -> addEffort(value);
            case "response_format" -> addFormat(value);
            case "tools" -> addTools(value);
            case "tool_choice", "parallel_tool_calls" -> {} // told together, see below
            default -> {
                if (body.has(name)) {
                    throw new Untold(name);
                }
                body.set(name, value);
            }
        }
    }

    private void addEffort(JsonNode effort) {
        if (effort.asString("").equals("none")) {
            body.putObject("thinking").put("type", "disabled");
        } else {
            body.withObjectProperty("output_config").set("effort", effort);
        }
    }

    private void addFormat(JsonNode format) {
        switch (format.path("type").asString("")) {
            case "text" -> {}
            case "json_schema" -> {
                if (!(format.at("/json_schema/schema") instanceof ObjectNode schema)) {
                    throw new Untold("response_format.json_schema.schema");
                }
                ObjectNode described = schema.deepCopy();
                JsonNode description = format.at("/json_schema/description");
                if (description.isString() && !schema.has("description")) {
                    described.set("description", description);
                }
                body.withObjectProperty("output_config")
                        .putObject("format")
                        .put("type", "json_schema")
                        .set("schema", described);
            }
            default -> throw new Untold("response_format");
        }
    }

    private void addTools(JsonNode tools) {
        if (!tools.isArray()) {
            throw new Untold("tools");
        }
        ArrayNode told = body.putArray("tools");
        for (JsonNode tool : tools) {
            told.add(tool("tools[" + told.size() + "]", tool));
        }
    }

    /** Tools of other types come here only if the operator has them passed on. */
    private static JsonNode tool(String at, JsonNode tool) {
        if (tool.has("custom")) {
            throw new Untold(at); // it takes a text in place of JSON
        }
        if (!tool.path("type").asString("function").equals("function")) {
            return tool;
        }
        ObjectNode told = NODES.objectNode();
        tool.path("function").forEachEntry((name, value) -> {
            boolean asksForNothing = value.isNull() || name.equals("strict") && !value.asBoolean(false);
            if (!asksForNothing) {
                told.set(name.equals("parameters") ? "input_schema" : name, value);
            }
        });
        if (!told.has("input_schema")) {
            told.putObject("input_schema").put("type", "object").putObject("properties");
        }
        tool.forEachEntry((name, value) -> {
            if (!name.equals("type") && !name.equals("function") && !value.isNull()) {
                told.set(name, value);
            }
        });
        return told;
    }

    private void addToolChoice(Map<String, JsonNode> tuning) {
        JsonNode choice = tuning.getOrDefault("tool_choice", MissingNode.getInstance());
        boolean oneByOne = tuning.containsKey("parallel_tool_calls")
                && !tuning.get("parallel_tool_calls").asBoolean(true)
                && !body.path("tools").isEmpty();
        if (choice.isMissingNode() && !oneByOne) {
            return;
        }
        ObjectNode told = body.putObject("tool_choice");
        switch (choice.isObject() ? choice.path("type").asString("") : choice.asString("auto")) {
            case "auto" -> told.put("type", "auto");
            case "required" -> told.put("type", "any");
            case "none" -> told.put("type", "none");
            case "function" -> told.put("type", "tool").set("name", choice.at("/function/name"));
            default -> throw new Untold("tool_choice");
        }
        if (oneByOne && !told.path("type").asString().equals("none")) {
            told.put("disable_parallel_tool_use", true);
        }
    }
}
