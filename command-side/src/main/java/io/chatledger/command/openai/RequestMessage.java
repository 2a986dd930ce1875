package io.chatledger.command.openai;

import io.chatledger.api.InvalidValue;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A message of a request, kept as it came.
 *
 * @param at    where it is, for refusals
 * @param turn  what it says
 * @param needs what its model must be able to take
 */
record RequestMessage(String at, Turn turn, List<Need> needs) {

    /**
     * A field of a message, or a type of parts of it, that not every model takes.
     *
     * @param at where it is
     */
    record Need(String at, String what) {}

    private static final String CONTENT = "content";

    /** Any model can be told these: they say who speaks, and what. */
    private static final Set<String> TAKEN = Set.of("role", CONTENT, "name", "refusal");

    /**
     * @throws InvalidValue if something of it cannot be, whichever model is asked
     */
    static RequestMessage of(String at, JsonNode message) {
        if (!message.isObject()) {
            throw new InvalidValue(at, "must be a message");
        }
        requireWellFormed(at, message);
        Role role = role(at + ".role", message);
        if (role == Role.TOOL && !message.path("tool_call_id").isString() && !message.path("name").isString()) {
            throw new InvalidValue(at + ".tool_call_id", "is required");
        }
        var needs = new ArrayList<Need>();
        if (role == Role.TOOL && !message.has("tool_call_id")) {
            needs.add(new Need(at + ".role", "functions"));
        }
        message.forEachEntry((name, value) -> {
            if (!TAKEN.contains(name) && !value.isNull() && !(value.isArray() && value.isEmpty())) {
                needs.add(new Need(at + "." + name, name));
            }
        });
        String text = text(at + "." + CONTENT, message, role, needs);
        return new RequestMessage(at, new Turn(role, text, isText(message) ? null : message), needs);
    }

    /** Whether there is nothing but the text of one of the three who always speak. */
    private static boolean isText(JsonNode message) {
        return message.size() == 2
                && message.path(CONTENT).isString()
                && Set.of("system", "user", "assistant").contains(message.path("role").asString(""));
    }

    private static Role role(String at, JsonNode message) {
        JsonNode role = message.path("role");
        if (!role.isString()) {
            throw new InvalidValue(at, "is required");
        }
        return switch (role.asString()) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool", "function" -> Role.TOOL;
            default -> throw new InvalidValue(at, "must be system, developer, user, assistant or tool");
        };
    }

    private static String text(String at, JsonNode message, Role role, List<Need> needs) {
        JsonNode content = message.path(CONTENT);
        if (content.isArray()) {
            return IntStream.range(0, content.size())
                    .mapToObj(i -> part(at + "[" + i + "]", content.get(i), needs))
                    .collect(Collectors.joining("\n"));
        }
        if (content.isString()) {
            return content.asString();
        }
        if (!content.isNull() && !content.isMissingNode()) {
            throw new InvalidValue(at, "must be a text or a list of parts");
        }
        // An assistant may have called tools, refused or spoken, in place of saying something.
        if (role != Role.ASSISTANT || needs.isEmpty() && !message.path("refusal").isString()) {
            throw new InvalidValue(at, "is required");
        }
        return message.path("refusal").asString("");
    }

    private static String part(String at, JsonNode part, List<Need> needs) {
        String type = part.path("type").asString("");
        if (type.equals("text") || type.equals("refusal")) {
            JsonNode words = part.path(type);
            if (words.isString()) {
                return words.asString();
            }
        }
        if (type.isEmpty() || type.equals("text")) {
            throw new InvalidValue(at, "must be {\"type\": \"text\", \"text\": …} or a part of another type");
        }
        needs.add(new Need(at, type));
        String what = switch (type) {
            case "image_url" -> "[picture]";
            case "input_audio" -> "[sound]";
            default -> "[" + type + "]";
        };
        // A model may read it all the same.
        return part.path("text").isString() ? what + " " + part.path("text").asString() : what;
    }

    /** Half a surrogate pair cannot be told to anybody in UTF-8. */
    static void requireWellFormed(String at, JsonNode node) {
        if (node.isString() && node.asString().codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            throw new InvalidValue(at, "must be well-formed text");
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                requireWellFormed(at + "[" + i + "]", node.get(i));
            }
        }
        node.forEachEntry((name, value) -> requireWellFormed(at + "." + name, value));
    }
}
