package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.secret.Sha256;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is recorded of messages and replies that are more than a text: all of it, but for long values such as pictures,
 * of which there are only the SHA-256 and the size. So an event stays small, and what was sent can still be proved by
 * whoever has it.
 */
public final class RecordedParts {

    /** Of one value of a message, in characters. */
    static final int LONGEST_VALUE = 32_000;

    /** Of a value that is data: a picture, sound or a file. */
    static final int LONGEST_DATA = 1_000;

    /** Of a message, and of what is told with a reply. */
    static final int LONGEST = 128_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordedParts() {}

    /** Null if it is no more than a text. */
    public static @Nullable String ofMessage(@Nullable JsonNode message) {
        if (message == null) {
            return null;
        }
        String recorded = shortened(message, LONGEST_VALUE).toString();
        if (recorded.length() > LONGEST) {
            recorded = shortened(message, LONGEST_DATA).toString();
        }
        return recorded.length() <= LONGEST ? recorded : digest(message.toString()).toString();
    }

    /** Null if there is nothing. Replies are bounded already, but not what was told of each word of them. */
    static @Nullable String ofReply(@Nullable JsonNode more) {
        if (more == null) {
            return null;
        }
        JsonNode recorded = shortened(more, Integer.MAX_VALUE);
        if (recorded.toString().length() > LONGEST) {
            recorded.path("choices").forEach(choice -> ((ObjectNode) choice).putNull("logprobs"));
        }
        return recorded.toString();
    }

    /** With the hash of all vectors in place of them. */
    static @Nullable String ofEmbeddings(@Nullable JsonNode more) {
        if (more == null) {
            return null;
        }
        ObjectNode recorded = NODES.objectNode();
        more.forEachEntry(
                (name, value) -> recorded.set(name, name.equals("data") ? digest(value.toString()) : value));
        return recorded.toString();
    }

    /** @throws ModelFailure if it is too long to be recorded whole */
    static void requireShort(@Nullable JsonNode more) {
        if (more != null && more.toString().length() > LONGEST) {
            throw new ModelFailure(
                    new Refusal(
                            ErrorCode.TOO_LARGE,
                            "With an Idempotency-Key the embeddings may have at most %d characters; send fewer inputs."
                                    .formatted(LONGEST)),
                    "an answer that is too long to be repeated");
        }
    }

    private static JsonNode shortened(JsonNode node, int longest) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = NODES.objectNode();
                object.forEachEntry(
                        (name, value) -> copy.set(name, shortened(value, isData(name) ? LONGEST_DATA : longest)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = NODES.arrayNode();
                array.forEach(element -> copy.add(shortened(element, longest)));
                yield copy;
            }
            default -> node.isString() && node.asString().length() > longest ? digest(node.asString()) : node;
        };
    }

    /** As OpenAI calls what is not to be read: {@code image_url.url}, {@code input_audio.data}, {@code file_data}. */
    private static boolean isData(String name) {
        return name.equals("url") || name.equals("data") || name.equals("file_data") || name.equals("b64_json");
    }

    private static ObjectNode digest(String value) {
        return NODES.objectNode()
                .put("sha256", Sha256.of(value).hex())
                .put("bytes", value.getBytes(StandardCharsets.UTF_8).length);
    }
}
