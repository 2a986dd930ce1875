package io.chatledger.command.openai;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What must not be ignored silently, because the answer would not be what was asked for. */
final class UnsupportedFields {

    /** With the values that ask for nothing, besides null. */
    private static final Map<String, Set<String>> OF_REQUEST = Map.ofEntries(
            Map.entry("n", Set.of("1")),
            Map.entry("stop", Set.of("[]")),
            Map.entry("tools", Set.of("[]")),
            Map.entry("tool_choice", Set.of("\"none\"", "\"auto\"")),
            Map.entry("functions", Set.of("[]")),
            Map.entry("function_call", Set.of("\"none\"", "\"auto\"")),
            Map.entry("response_format", Set.of("{\"type\":\"text\"}")),
            Map.entry("modalities", Set.of("[\"text\"]")),
            Map.entry("audio", Set.of()),
            Map.entry("logprobs", Set.of("false")),
            Map.entry("top_logprobs", Set.of("0")),
            Map.entry("logit_bias", Set.of("{}")),
            Map.entry("web_search_options", Set.of()));

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

    private static void refuse(String path, Map<String, Set<String>> unsupported, Map<String, JsonNode> fields) {
        fields.forEach((name, value) -> {
            Set<String> harmless = unsupported.get(name);
            if (harmless != null && !value.isNull() && !harmless.contains(value.toString())) {
                throw CompletionRefusal.unsupported(path + name, "`" + name + "` is not supported with this value.");
            }
        });
    }
}
