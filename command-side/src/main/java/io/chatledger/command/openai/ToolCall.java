package io.chatledger.command.openai;

import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A call of a tool, or a piece of one, as chat completions tell it; for forms that tell it in their own words.
 *
 * @param index    of the call: as it is told with a piece, or its place among whole ones
 * @param id       empty if it is not told
 * @param isCustom whether the tool takes a text, in place of arguments as JSON
 * @param name     of the tool, empty if it is not told
 * @param said     to the tool: JSON, or the text, or the next piece of it
 */
public record ToolCall(int index, String id, boolean isCustom, String name, String said) {

    /** @param speech a message or a piece of one; what is no call in it is left out */
    public static List<ToolCall> in(JsonNode speech) {
        List<JsonNode> calls = speech.path("tool_calls").valueStream().filter(JsonNode::isObject).toList();
        return IntStream.range(0, calls.size()).mapToObj(place -> of(calls.get(place), place)).toList();
    }

    private static ToolCall of(JsonNode call, int place) {
        JsonNode function = call.path("function");
        JsonNode custom = call.path("custom");
        return new ToolCall(
                call.path("index").asInt(place),
                call.path("id").asString(""),
                call.path("type").asString("").equals("custom"),
                function.path("name").asString(custom.path("name").asString("")),
                words(function.path("arguments")) + words(custom.path("input")));
    }

    /** What should be a text, and is an object with some providers. */
    private static String words(JsonNode said) {
        return said.isContainer() ? said.toString() : said.asString("");
    }
}
