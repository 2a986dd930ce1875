package io.chatledger.command.openai;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What must not be ignored silently, because the answer, or its price, would not be what was asked for. */
final class UnsupportedFields {

    /** With the values that ask for nothing, besides null. */
    private static final Map<String, Set<String>> OF_REQUEST = Map.ofEntries(
            Map.entry("n", Set.of("1")),
            Map.entry("tools", Set.of("[]")),
            Map.entry("tool_choice", Set.of("\"none\"", "\"auto\"")),
            Map.entry("parallel_tool_calls", Set.of("true", "false")),
            Map.entry("functions", Set.of("[]")),
            Map.entry("function_call", Set.of("\"none\"", "\"auto\"")),
            Map.entry("response_format", Set.of("{\"type\":\"text\"}")),
            Map.entry("modalities", Set.of("[\"text\"]")),
            Map.entry("audio", Set.of()),
            Map.entry("prediction", Set.of()),
            Map.entry("service_tier", Set.of("\"auto\"", "\"default\"")),
            Map.entry("store", Set.of("false")),
            Map.entry("logprobs", Set.of("false")),
            Map.entry("top_logprobs", Set.of("0")),
            Map.entry("web_search_options", Set.of()));

    /** Those that a model may take, with the values that ask for nothing of one that does not. */
    private static final Map<String, Set<String>> NEUTRAL = Map.of(
            "stop", Set.of("[]"),
            "logit_bias", Set.of("{}"),
            "temperature", Set.of("1", "1.0"),
            "top_p", Set.of("1", "1.0"),
            "frequency_penalty", Set.of("0", "0.0"),
            "presence_penalty", Set.of("0", "0.0"));

    private static final Map<String, Set<String>> OF_MESSAGE = Map.of(
            "tool_calls", Set.of("[]"),
            "tool_call_id", Set.of(),
            "function_call", Set.of(),
            "audio", Set.of());

    private UnsupportedFields() {}

    static void ofRequest(Map<String, JsonNode> fields) {
        refuse("", OF_REQUEST, fields);
    }

    static void ofMessage(String at, Map<String, JsonNode> fields) {
        refuse(at + ".", OF_MESSAGE, fields);
    }

    /** The other fields of a request, for its model to take or to refuse. */
    static SortedMap<String, JsonNode> without(Map<String, JsonNode> fields) {
        var others = new TreeMap<>(fields);
        others.keySet().removeAll(OF_REQUEST.keySet());
        others.values().removeIf(JsonNode::isNull);
        return others;
    }

    /** Whether a model that does not know the field does all the same what it asks for. */
    static boolean isNeutral(String field, JsonNode value) {
        return NEUTRAL.getOrDefault(field, Set.of()).contains(value.toString());
    }

    private static void refuse(String path, Map<String, Set<String>> unsupported, Map<String, JsonNode> fields) {
        fields.forEach((name, value) -> {
            Set<String> harmless = unsupported.get(name);
            if (harmless != null && !asksForNothing(harmless, value)) {
                throw CompletionRefusal.unsupported(path + name, "`" + name + "` is not supported with this value.");
            }
        });
    }

    private static boolean asksForNothing(Set<String> harmless, JsonNode value) {
        return value.isNull() || harmless.contains(value.toString());
    }
}
