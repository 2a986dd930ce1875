package io.chatledger.command.anthropic;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.openai.CompletionRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates a message into those that say the same in a chat: the results of tools are messages of their own there,
 * and the pictures in them come after all results, since a tool can only say words.
 */
final class ChatMessages {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CONTENT = "content";
    private static final String CACHE_CONTROL = "cache_control";

    /** Types of blocks of which a chat has no exact likeness. */
    private static final Set<String> ONLY_THERE = Set.of("document", "search_result");

    private final boolean whole;
    private final ArrayNode calls = NODES.arrayNode();
    private final ArrayNode thoughts = NODES.arrayNode();
    private final List<JsonNode> results = new ArrayList<>();
    private final ArrayNode parts = NODES.arrayNode();

    private ChatMessages(boolean whole) {
        this.whole = whole;
    }

    /**
     * @param at    where it is, for refusals
     * @param whole whether its model knows what only Anthropic's form has
     */
    static List<JsonNode> of(String at, JsonNode message, boolean whole) {
        String role = message.path("role").asString("");
        JsonNode content = message.path(CONTENT);
        if (!content.isArray()) {
            return List.of(message);
        }
        var chat = new ChatMessages(whole);
        for (int i = 0; i < content.size(); i++) {
            chat.add(at + "." + CONTENT + "[" + i + "]", content.get(i), role.equals("assistant"));
        }
        return chat.messages(role);
    }

    private List<JsonNode> messages(String role) {
        var messages = new ArrayList<>(results);
        boolean beside = !calls.isEmpty() || !thoughts.isEmpty();
        if (!parts.isEmpty() || beside || results.isEmpty()) {
            ObjectNode message = NODES.objectNode().put("role", role);
            if (parts.isEmpty() && beside) {
                message.putNull(CONTENT);
            } else {
                message.set(CONTENT, parts);
            }
            if (!calls.isEmpty()) {
                message.set("tool_calls", calls);
            }
            if (!thoughts.isEmpty()) {
                message.set("thinking_blocks", thoughts);
            }
            messages.add(message);
        }
        return messages;
    }

    private void add(String at, JsonNode block, boolean assistant) {
        switch (block.path("type").asString("")) {
            case "tool_use" -> {
                ObjectNode function = NODES.objectNode()
                        .put("name", block.path("name").asString(""))
                        .put("arguments", block.path("input").toString());
                ObjectNode call = NODES.objectNode()
                        .put("id", block.path("id").asString(""))
                        .put("type", "function")
                        .set("function", function);
                calls.add(marked(call, block));
            }
            case "tool_result" -> result(at, block);
            case "thinking", "redacted_thinking" -> {
                if (!assistant) {
                    throw unsupported(at);
                }
                if (whole && Message.isSigned(block)) {
                    thoughts.add(block);
                }
            }
            default -> parts.add(part(at, block));
        }
    }

    private void result(String at, JsonNode block) {
        JsonNode content = block.path(CONTENT);
        if (content.isObject() || content.isNumber() || content.isBoolean()) {
            throw new InvalidValue(at + "." + CONTENT, "must be a text or a list of content blocks");
        }
        if (!block.path("tool_use_id").isString()) {
            throw new InvalidValue(at + ".tool_use_id", "must be a text");
        }
        ArrayNode words = NODES.arrayNode();
        boolean failed = block.path("is_error").asBoolean(false);
        if (failed && !whole) {
            words.add(text("Error:"));
        }
        if (content.isString()) {
            words.add(text(content.asString()));
        }
        for (int i = 0; i < (content.isArray() ? content.size() : 0); i++) {
            JsonNode part = part(at + "." + CONTENT + "[" + i + "]", content.get(i));
            (whole || part.path("type").asString("").equals("text") ? words : parts).add(part);
        }
        boolean one = words.size() == 1 && words.get(0).size() == 2 && words.get(0).has("text");
        ObjectNode result = NODES.objectNode()
                .put("role", "tool")
                .put("tool_call_id", block.path("tool_use_id").asString(""))
                .set(CONTENT, words.isEmpty() ? NODES.stringNode("") : one ? words.get(0).get("text") : words);
        results.add(marked(failed && whole ? result.put("is_error", true) : result, block));
    }

    /** Texts, as they may be told together. */
    static JsonNode texts(String at, JsonNode texts, boolean whole) {
        if (texts.isString()) {
            return texts;
        }
        if (!texts.isArray()) {
            throw new InvalidValue(at, "must be a text or a list of text blocks");
        }
        var chat = new ChatMessages(whole);
        for (JsonNode block : texts) {
            String type = block.path("type").asString("");
            if (!type.equals("text")) {
                throw unsupported(at + "[" + chat.parts.size() + "]");
            }
            chat.parts.add(chat.marked(text(block.path("text").asString("")), block));
        }
        return chat.parts;
    }

    private ObjectNode part(String at, JsonNode block) {
        if (block.at("/citations/enabled").asBoolean(false)) {
            throw unsupported(at + ".citations");
        }
        boolean kept = block.at("/source/type").asString("").equals("file");
        return switch (block) {
            case ObjectNode object when whole && !kept && ONLY_THERE.contains(block.path("type").asString("")) ->
                object.deepCopy();
            default -> marked(translated(at, block), block);
        };
    }

    /** With its mark for the cache, where somebody can read it. */
    private ObjectNode marked(ObjectNode told, JsonNode block) {
        return whole && block.hasNonNull(CACHE_CONTROL) ? told.set(CACHE_CONTROL, block.get(CACHE_CONTROL)) : told;
    }

    private static ObjectNode translated(String at, JsonNode block) {
        JsonNode source = block.path("source");
        String kind = source.path("type").asString("");
        return switch (block.path("type").asString("") + "/" + kind) {
            case "text/" -> text(block.path("text").asString(""));
            case "image/base64" -> picture(data(source));
            case "image/url" -> picture(source.path("url").asString(""));
            case "document/base64" -> {
                ObjectNode file = NODES.objectNode()
                        .put("filename", block.path("title").asString("document.pdf"))
                        .put("file_data", data(source));
                yield NODES.objectNode().put("type", "file").set("file", file);
            }
            case "document/text" -> text(source.path("data").asString(""));
            case "/" -> throw new InvalidValue(at, "must be a content block");
            default -> throw unsupported(at);
        };
    }

    private static ObjectNode text(String text) {
        return NODES.objectNode().put("type", "text").put("text", text);
    }

    private static ObjectNode picture(String url) {
        return NODES.objectNode().put("type", "image_url").set("image_url", NODES.objectNode().put("url", url));
    }

    private static String data(JsonNode source) {
        return "data:%s;base64,%s".formatted(
                source.path("media_type").asString(""), source.path("data").asString(""));
    }

    private static CompletionRefusal unsupported(String at) {
        return CompletionRefusal.unsupported(at, "This type of content is not supported at `%s`.".formatted(at));
    }
}
