package io.chatledger.command.openai;

import static io.chatledger.api.InvalidValue.required;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message of a request.
 *
 * @param content a text, or a list of parts that are texts
 * @param others  every other field, by name
 */
record RequestMessage(
        @Nullable String role, @Nullable JsonNode content, @JsonAnySetter Map<String, JsonNode> others) {

    private static final Set<String> OTHER_KINDS_OF_PARTS = Set.of("image_url", "input_audio", "file");

    /** @param at where it is, for refusals */
    Turn turn(String at) {
        UnsupportedFields.ofMessage(at, others);
        String text = text(at + ".content");
        // Half a surrogate pair cannot be told to anybody in UTF-8.
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidValue(at + ".content", "must be well-formed text");
        }
        return new Turn(role(at + ".role"), text);
    }

    private Role role(String at) {
        return switch (required(at, role)) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> throw new InvalidValue(at, "must be system, developer, user or assistant");
        };
    }

    private String text(String at) {
        if (content == null || content.isNull()) {
            throw new InvalidValue(at, "is required");
        }
        if (content.isArray()) {
            return IntStream.range(0, content.size())
                    .mapToObj(i -> part(at + "[" + i + "]", content.get(i)))
                    .collect(Collectors.joining("\n"));
        }
        if (!content.isString()) {
            throw new InvalidValue(at, "must be a text or a list of parts");
        }
        return content.asString();
    }

    private static String part(String at, JsonNode part) {
        String type = part.path("type").asString("");
        if (OTHER_KINDS_OF_PARTS.contains(type)) {
            throw CompletionRefusal.unsupported(at, "Parts of type `" + type + "` are not supported, only `text`.");
        }
        if (!type.equals("text") || !part.path("text").isString()) {
            throw new InvalidValue(at, "must be {\"type\": \"text\", \"text\": …}");
        }
        return part.get("text").asString();
    }
}
