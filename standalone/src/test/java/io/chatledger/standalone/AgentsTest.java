package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.standalone.ScriptedProvider.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A program that lets the model call tools, runs them, and asks again with what they gave. */
@ExtendWith(SharedSystems.class)
class AgentsTest {

    private static final List<?> TOOLS = List.of(Map.of("type", "function", "function", Map.of("name", "look")));

    @Test
    void aLoopOfTwentyCallsWithTwoToolsAtOnceIsChargedToTheTokenByWhatUsageSays(SystemWithProvider system) {
        User user = system.newUser();
        List<Object> messages = new ArrayList<>(List.of(Map.of("role", "user", "content", "Look")));
        List<Long> prices = new ArrayList<>();
        Set<String> calls = new HashSet<>();
        JsonNode message;
        do {
            JsonNode answer = user.client()
                    .post("/v1/chat/completions", Map.of(
                            "model", Model.AGENT.id(), "tools", TOOLS, "messages", messages))
                    .expect(200)
                    .json();
            prices.add(price(answer.required("usage")));
            message = answer.required("choices").get(0).required("message");
            messages.add(message);
            for (JsonNode call : message.path("tool_calls")) {
                calls.add(call.required("id").asString());
                messages.add(Map.of(
                        "role", "tool", "tool_call_id", call.required("id").asString(), "content", "seen"));
            }
        } while (message.hasNonNull("tool_calls"));

        assertThat(message.required("content").asString()).isEqualTo(ScriptedProvider.REPLY);
        assertThat(calls).hasSize(2 * ScriptedProvider.ROUNDS);
        assertThat(prices).hasSize(ScriptedProvider.ROUNDS + 1);
        List<Long> charges = user.statement().reversed().stream()
                .filter(entry -> entry.get("type").asString().equals("DEBITED"))
                .map(entry -> entry.get("amount").asLong())
                .toList();
        assertThat(charges).isEqualTo(prices);
        assertThat(user.tokens())
                .isEqualTo(User.WELCOME_TOKENS - prices.stream().mapToLong(Long::longValue).sum());
    }

    /** Rounded up once. */
    private static long price(JsonNode usage) {
        long thousandths = usage.required("prompt_tokens").asLong() * ScriptedProvider.PER_THOUSAND_PROMPT_TOKENS
                + usage.required("completion_tokens").asLong() * ScriptedProvider.PER_THOUSAND_COMPLETION_TOKENS;
        return Math.ceilDiv(thousandths, 1000);
    }
}
