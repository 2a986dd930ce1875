package io.chatledger.command.provider;

import io.chatledger.command.chat.Prompt.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates the messages of a chat into Anthropic's: those of the system come before all others, results of tools are
 * blocks of the user's message, and neighbours of one role are one message.
 */
final class AnthropicMessages {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CONTENT = "content";
    private static final String CACHE_CONTROL = "cache_control";
    private static final String TYPE = "type";
    private static final Set<String> THOUGHTS = Set.of("thinking", "redacted_thinking");

    private final ArrayNode system = NODES.arrayNode();
    private final ArrayNode messages = NODES.arrayNode();

    /** @throws Untold if there is no word for something in them */
    AnthropicMessages(List<Turn> turns) {
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            JsonNode message =
                    turn.message() == null ? NODES.objectNode().put(CONTENT, turn.text()) : turn.message();
            add("messages[" + i + "]", turn, message);
        }
    }

    void addTo(ObjectNode body) {
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", messages);
    }

    private void add(String at, Turn turn, JsonNode message) {
        switch (turn.role()) {
            case SYSTEM -> {
                requireOnly(at, message, Set.of("role", CONTENT, CACHE_CONTROL));
                system.addAll(marked(message, content(at, message)));
            }
            case USER -> {
                requireOnly(at, message, Set.of("role", CONTENT, CACHE_CONTROL));
                say("user", marked(message, content(at, message)));
            }
            case ASSISTANT -> {
                // Reasoning that nobody has signed is no use there, and is left out.
                requireOnly(at, message, Set.of(
                        "role", CONTENT, CACHE_CONTROL, "refusal", "tool_calls", "thinking_blocks",
                        "reasoning", "reasoning_content"));
                say("assistant", marked(message, assistants(at, message)));
            }
            case TOOL -> {
                // Its name is that of the call.
                requireOnly(at, message, Set.of("role", CONTENT, CACHE_CONTROL, "tool_call_id", "name", "is_error"));
                say("user", marked(message, List.of(result(at, message))));
            }
        }
    }

    private void say(String role, List<ObjectNode> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        JsonNode before = messages.path(messages.size() - 1);
        ArrayNode content = before.path("role").asString("").equals(role)
                ? (ArrayNode) before.path(CONTENT)
                : messages.addObject().put("role", role).putArray(CONTENT);
        content.addAll(blocks);
    }

    private static List<ObjectNode> assistants(String at, JsonNode message) {
        var blocks = new ArrayList<ObjectNode>();
        JsonNode thoughts = message.path("thinking_blocks");
        for (int i = 0; i < thoughts.size(); i++) {
            // Others may be pictures or files, for which nothing is held here.
            if (!THOUGHTS.contains(thoughts.path(i).path(TYPE).asString(""))) {
                throw new Untold(at + ".thinking_blocks[" + i + "]");
            }
            blocks.add(((ObjectNode) thoughts.get(i)).deepCopy().without("index"));
        }
        blocks.addAll(content(at, message));
        addText(blocks, message.path("refusal"));
        JsonNode calls = message.path("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            blocks.add(call(at + ".tool_calls[" + i + "]", calls.path(i)));
        }
        return blocks;
    }

    private static ObjectNode call(String at, JsonNode call) {
        requireOnly(at, call, Set.of("id", TYPE, "function", "index", CACHE_CONTROL));
        JsonNode function = call.path("function");
        if (!function.isObject()) {
            throw new Untold(at);
        }
        ObjectNode block = NODES.objectNode().put(TYPE, "tool_use");
        block.put("id", call.path("id").asString("")).put("name", function.path("name").asString(""));
        block.set("input", input(function.path("arguments")));
        return marked(call, List.of(block)).getFirst();
    }

    /** What a model once meant for an object may be none. */
    private static JsonNode input(JsonNode arguments) {
        String text = arguments.asString("");
        if (arguments.isObject()) {
            return arguments;
        }
        if (text.isBlank()) {
            return NODES.objectNode();
        }
        try {
            JsonNode input = JsonMapper.shared().readTree(text);
            if (input.isObject()) {
                return input;
            }
        } catch (JacksonException malformed) {
            // Told as it is.
        }
        return NODES.objectNode().put("arguments", text);
    }

    private static ObjectNode result(String at, JsonNode message) {
        ObjectNode block = NODES.objectNode().put(TYPE, "tool_result");
        block.put("tool_use_id", message.path("tool_call_id").asString(""));
        List<ObjectNode> content = content(at, message);
        if (!content.isEmpty()) {
            block.putArray(CONTENT).addAll(content);
        }
        if (message.hasNonNull("is_error")) {
            block.set("is_error", message.get("is_error"));
        }
        return block;
    }

    private static List<ObjectNode> content(String at, JsonNode message) {
        var blocks = new ArrayList<ObjectNode>();
        JsonNode content = message.path(CONTENT);
        addText(blocks, content);
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.path(i);
            String type = part.path(TYPE).asString("");
            // Empty texts are refused there, and say nothing.
            if (!type.equals("text") || !part.path("text").asString("").isEmpty()) {
                blocks.add(block(at + "." + CONTENT + "[" + i + "]", type, part));
            }
        }
        return blocks;
    }

    private static void addText(List<ObjectNode> blocks, JsonNode text) {
        if (text.isString() && !text.asString().isEmpty()) {
            blocks.add(NODES.objectNode().put(TYPE, "text").put("text", text.asString()));
        }
    }

    private static ObjectNode block(String at, String type, JsonNode part) {
        ObjectNode block = switch (type) {
            case "text", "document", "search_result" -> NODES.objectNode().put(TYPE, type);
            case "refusal" -> NODES.objectNode().put(TYPE, "text").set("text", part.path("refusal"));
            case "image_url" -> picture(at + ".image_url", part.path(type));
            case "file" -> file(at + ".file", part.path(type));
            default -> throw new Untold(at);
        };
        // What is told beside, such as a mark for the cache, has the same name there.
        part.forEachEntry((name, value) -> {
            if (!value.isNull() && !name.equals(TYPE) && !name.equals(translated(type))) {
                block.set(name, value);
            }
        });
        return block;
    }

    private static String translated(String type) {
        return Set.of("refusal", "image_url", "file").contains(type) ? type : TYPE;
    }

    private static ObjectNode picture(String at, JsonNode picture) {
        if (!picture.path("detail").asString("auto").equals("auto")) {
            throw new Untold(at + ".detail");
        }
        requireOnly(at, picture, Set.of("url", "detail"));
        if (!picture.path("url").isString()) {
            throw new Untold(at + ".url");
        }
        String url = picture.path("url").asString();
        Data data = Data.in(url);
        ObjectNode block = NODES.objectNode().put(TYPE, "image");
        block.set("source", data == null ? NODES.objectNode().put(TYPE, "url").put("url", url) : data.source());
        return block;
    }

    private static ObjectNode file(String at, JsonNode file) {
        requireOnly(at, file, Set.of("filename", "file_data"));
        Data data = Data.in(file.path("file_data").asString(""));
        ObjectNode block = NODES.objectNode().put(TYPE, "document");
        if (data == null) {
            throw new Untold(at + ".file_data");
        }
        block.set("source", switch (data.mediaType()) {
            case "application/pdf" -> data.source();
            case "text/plain" -> NODES.objectNode()
                    .put(TYPE, "text")
                    .put("media_type", "text/plain")
                    .put("data", data.text(at + ".file_data"));
            default -> throw new Untold(at + ".file_data");
        });
        if (file.path("filename").isString()) {
            block.set("title", file.path("filename"));
        }
        return block;
    }

    /** With the mark for the cache of what they are made of, at the last of them. */
    private static List<ObjectNode> marked(JsonNode of, List<ObjectNode> blocks) {
        if (of.hasNonNull(CACHE_CONTROL) && !blocks.isEmpty()) {
            blocks.getLast().set(CACHE_CONTROL, of.get(CACHE_CONTROL));
        }
        return blocks;
    }

    /** @throws Untold if there is another field that says something */
    private static void requireOnly(String at, JsonNode object, Set<String> known) {
        object.forEachEntry((name, value) -> {
            boolean saysNothing = value.isNull() || value.isArray() && value.isEmpty();
            if (!known.contains(name) && !saysNothing) {
                throw new Untold(at + "." + name);
            }
        });
    }

    /** What a {@code data:} URL holds (RFC 2397), in base64. */
    private record Data(String mediaType, String base64) {

        private static final String SCHEME = "data:";
        private static final String ENCODING = ";base64";

        /** Null if it is none. */
        static @Nullable Data in(String url) {
            int comma = url.indexOf(',');
            if (!url.startsWith(SCHEME) || comma < 0 || !url.substring(0, comma).endsWith(ENCODING)) {
                return null;
            }
            String type = url.substring(SCHEME.length(), comma - ENCODING.length());
            return new Data(type.split(";", 2)[0], url.substring(comma + 1));
        }

        ObjectNode source() {
            return NODES.objectNode().put(TYPE, "base64").put("media_type", mediaType).put("data", base64);
        }

        String text(String at) {
            try {
                return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                throw new Untold(at);
            }
        }
    }
}
