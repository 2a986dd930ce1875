package io.chatledger.command.openai;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Values that ask for nothing: whoever sends them is content with a model that does not know the field. */
final class NeutralValues {

    private static final Set<String> OF_TEXT = Set.of("\"text\"", "[\"text\"]", "{\"type\":\"text\"}");

    private static final Map<String, Set<String>> BY_FIELD = Map.ofEntries(
            Map.entry("stop", Set.of("[]")),
            Map.entry("logit_bias", Set.of("{}")),
            Map.entry("temperature", Set.of("1", "1.0")),
            Map.entry("top_p", Set.of("1", "1.0")),
            Map.entry("frequency_penalty", Set.of("0", "0.0")),
            Map.entry("presence_penalty", Set.of("0", "0.0")),
            Map.entry("tools", Set.of("[]")),
            Map.entry("tool_choice", Set.of("\"none\"", "\"auto\"")),
            Map.entry("parallel_tool_calls", Set.of("true", "false")),
            Map.entry("functions", Set.of("[]")),
            Map.entry("function_call", Set.of("\"none\"", "\"auto\"")),
            Map.entry("response_format", OF_TEXT),
            Map.entry("modalities", OF_TEXT),
            Map.entry("service_tier", Set.of("\"auto\"", "\"default\"")),
            Map.entry("store", Set.of("false")),
            Map.entry("logprobs", Set.of("false")),
            Map.entry("top_logprobs", Set.of("0")));

    private NeutralValues() {}

    static boolean has(String field, JsonNode value) {
        return BY_FIELD.getOrDefault(field, Set.of()).contains(value.toString());
    }
}
