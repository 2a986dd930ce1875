package io.chatledger.command.provider;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the texts of JSON that comes in pieces storable, as {@link Words} does for plain ones: NUL and half surrogate
 * pairs become U+FFFD, and a pair that was cut in two is put together again, in the later piece.
 */
final class Clean {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** By where they are: the first halves of surrogate pairs whose second half is still to come. */
    private final Map<String, String> cutOff = new HashMap<>();

    /** A copy. */
    JsonNode copy(String at, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = NODES.objectNode();
                object.forEachEntry((name, value) -> copy.set(Words.clean(name), copy(at + "." + name, value)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = NODES.arrayNode();
                array.forEach(element -> copy.add(
                        copy(at + "[" + element.path("index").asInt(copy.size()) + "]", element)));
                yield copy;
            }
            default -> node.isString() ? NODES.stringNode(text(at, node.asString())) : node;
        };
    }

    private String text(String at, String piece) {
        String before = cutOff.isEmpty() ? null : cutOff.remove(at);
        String whole = before == null ? piece : before + piece;
        if (!whole.isEmpty() && Character.isHighSurrogate(whole.charAt(whole.length() - 1))) {
            cutOff.put(at, whole.substring(whole.length() - 1));
            whole = whole.substring(0, whole.length() - 1);
        }
        return Words.clean(whole);
    }
}
