package io.chatledger.command.responses;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.openai.CompletionRefusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates items into the messages that say the same in a chat: calls of tools belong to the message of the assistant
 * before them there. What a model thought earlier, which changes no answer, is left out.
 */
final class ChatMessages {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CONTENT = "content";
    private static final String CALLS = "tool_calls";

    private final List<JsonNode> messages = new ArrayList<>();
    /** The assistant's that was told last, if nobody has spoken since. */
    private @Nullable ObjectNode assistant;

    private ChatMessages() {}

    static List<JsonNode> of(@Nullable String instructions, JsonNode input) {
        var chat = new ChatMessages();
        if (instructions != null && !instructions.isEmpty()) {
            chat.messages.add(message("system", NODES.stringNode(instructions)));
        }
        if (input.isString()) {
            chat.messages.add(message("user", input));
            return chat.messages;
        }
        if (!input.isArray()) {
            throw new InvalidValue("input", "must be a text or a list of items");
        }
        for (int i = 0; i < input.size(); i++) {
            chat.add("input[" + i + "]", input.get(i));
        }
        return chat.messages;
    }

    private void add(String at, JsonNode item) {
        switch (item.has("type") ? text(at, item, "type") : "message") {
            case "message" -> {
                String role = item.path("role").asString("");
                ObjectNode message = message(role, content(at + "." + CONTENT, item.path(CONTENT)));
                messages.add(message);
                assistant = role.equals("assistant") ? message : null;
            }
            case "function_call" -> call(at, item, "function", "arguments");
            case "custom_tool_call" -> call(at, item, "custom", "input");
            case "function_call_output", "custom_tool_call_output" -> {
                messages.add(message("tool", content(at + ".output", item.path("output")))
                        .put("tool_call_id", text(at, item, "call_id")));
                assistant = null;
            }
            case "reasoning" -> {}
            default -> throw unsupported(at);
        }
    }

    private void call(String at, JsonNode item, String type, String said) {
        ObjectNode caller = assistant;
        if (caller == null) {
            caller = message("assistant", NODES.nullNode());
            messages.add(caller);
            assistant = caller;
        }
        ArrayNode calls = caller.get(CALLS) instanceof ArrayNode known ? known : caller.putArray(CALLS);
        ObjectNode called = NODES.objectNode()
                .put("name", text(at, item, "name"))
                .put(said, text(at, item, said));
        calls.addObject().put("id", text(at, item, "call_id")).put("type", type).set(type, called);
    }

    private static JsonNode content(String at, JsonNode content) {
        if (!content.isArray()) {
            return content.isMissingNode() ? NODES.nullNode() : content;
        }
        ArrayNode parts = NODES.arrayNode();
        for (JsonNode part : content) {
            parts.add(part(at + "[" + parts.size() + "]", part));
        }
        return parts.size() == 1 && parts.get(0).path("text").isString() ? parts.get(0).get("text") : parts;
    }

    private static JsonNode part(String at, JsonNode part) {
        return switch (part.path("type").asString("")) {
            case "input_text", "output_text", "text" ->
                NODES.objectNode().put("type", "text").put("text", text(at, part, "text"));
            case "refusal" ->
                NODES.objectNode().put("type", "refusal").put("refusal", text(at, part, "refusal"));
            case "input_image" -> {
                ObjectNode picture = NODES.objectNode().put("url", only(at, part, "image_url"));
                if (part.hasNonNull("detail")) {
                    picture.set("detail", part.get("detail"));
                }
                yield NODES.objectNode().put("type", "image_url").set("image_url", picture);
            }
            case "input_file" -> {
                ObjectNode file = NODES.objectNode().put("file_data", only(at, part, "file_data"));
                if (part.hasNonNull("filename")) {
                    file.set("filename", part.get("filename"));
                }
                yield NODES.objectNode().put("type", "file").set("file", file);
            }
            case "input_audio" -> part;
            case "" -> throw new InvalidValue(at, "must be a part with a type");
            default -> throw unsupported(at);
        };
    }

    /** The way to give a picture or a file that chats have, too; others name what is kept at a server. */
    private static String only(String at, JsonNode part, String way) {
        boolean others = part.hasNonNull("file_id") || part.hasNonNull("file_url");
        if (!part.path(way).isString() || others) {
            throw CompletionRefusal.unsupported(
                    at, "Only `%s` is supported at `%s`.".formatted(way, at));
        }
        return part.get(way).asString();
    }

    private static String text(String at, JsonNode of, String field) {
        if (!of.path(field).isString()) {
            throw new InvalidValue(at + "." + field, "must be a text");
        }
        return of.get(field).asString();
    }

    private static ObjectNode message(String role, JsonNode content) {
        return NODES.objectNode().put("role", role).set(CONTENT, content);
    }

    private static CompletionRefusal unsupported(String at) {
        return CompletionRefusal.unsupported(at, "This type of item is not supported at `%s`.".formatted(at));
    }
}
