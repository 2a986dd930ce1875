package io.chatledger.command.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer (Claude API reference, Messages, Message).
 *
 * @param content    blocks
 * @param stopReason null before the end
 * @param usage      all zero if it cannot be counted, or is not known yet
 * @param chatledger ours, at the end
 */
record Message(
        String id,
        String type,
        String role,
        String model,
        JsonNode content,
        @Nullable String stopReason,
        @Nullable String stopSequence,
        TokenUsage usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Charge chatledger) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** In the model's own tokens; those of the prompt that came from a cache are told apart. */
    record TokenUsage(
            long inputTokens, long cacheCreationInputTokens, long cacheReadInputTokens, long outputTokens) {

        static TokenUsage of(@Nullable Usage usage) {
            return usage == null
                    ? new TokenUsage(0, 0, 0, 0)
                    : new TokenUsage(
                            usage.promptTokens() - usage.cachedPromptTokens(),
                            0,
                            usage.cachedPromptTokens(),
                            usage.completionTokens());
        }
    }

    static Message begun(String id, String model) {
        return new Message(id, "message", "assistant", model, NODES.arrayNode(), null, null, TokenUsage.of(null), null);
    }

    static Message of(ChatAnswer answer, @Nullable Usage usage) {
        return new Message(
                id(answer.id()),
                "message",
                "assistant",
                answer.model(),
                content(answer),
                stopReason(answer),
                stopSequence(answer),
                TokenUsage.of(usage),
                Charge.of(answer));
    }

    private static ArrayNode content(ChatAnswer answer) {
        ArrayNode content = NODES.arrayNode();
        JsonNode thoughts = told(answer, "/message/thinking_blocks");
        if (!thoughts.isEmpty() && thoughts.valueStream().allMatch(Message::isSigned)) {
            thoughts.forEach(content::add);
        } else if (answer.reasoning() != null) {
            content.add(block("thinking").put("thinking", answer.reasoning()));
        }
        if (!answer.response().isEmpty()) {
            content.add(block("text").put("text", answer.response()));
        }
        for (ToolCall call : calls(answer)) {
            content.add(tool(call, content.size()).set("input", input(call.said())));
        }
        return content;
    }

    /** Whether it is of use to whoever sends it back: only Anthropic signs, or encrypts, what its models think. */
    static boolean isSigned(JsonNode thinking) {
        return !thinking.path("signature").asString("").isEmpty() || thinking.has("data");
    }

    /** @param type {@code text} or {@code thinking}; nobody has signed what other models think */
    static ObjectNode block(String type) {
        ObjectNode block = NODES.objectNode().put("type", type).put(type, "");
        return type.equals("thinking") ? block.put("signature", "") : block;
    }

    /** @param index of the block */
    static ObjectNode tool(ToolCall call, int index) {
        return NODES.objectNode()
                .put("type", "tool_use")
                .put("id", call.id().isEmpty() ? "toolu_" + index : call.id())
                .put("name", call.name())
                .set("input", NODES.objectNode());
    }

    /** What a model meant for an object may be none. */
    private static JsonNode input(String arguments) {
        if (arguments.isBlank()) {
            return NODES.objectNode();
        }
        try {
            JsonNode input = JsonMapper.shared().readTree(arguments);
            if (input.isObject()) {
                return input;
            }
        } catch (JacksonException malformed) {
            // Told as it is.
        }
        return NODES.objectNode().put("arguments", arguments);
    }

    static String stopReason(ChatAnswer answer) {
        if (answer.refusal() || answer.finish().equals(Finish.CONTENT_FILTER)) {
            return "refusal";
        }
        if (answer.finish().equals(Finish.LENGTH) || answer.finish().equals(Finish.CANCELLED)) {
            return "max_tokens";
        }
        if (answer.finish().name().equals("pause_turn")) {
            return "pause_turn";
        }
        return !calls(answer).isEmpty() ? "tool_use" : stopSequence(answer) != null ? "stop_sequence" : "end_turn";
    }

    /** Null if it was none, or if nobody tells which it was. */
    static @Nullable String stopSequence(ChatAnswer answer) {
        return told(answer, "/stop_sequence").stringValue(null);
    }

    private static List<ToolCall> calls(ChatAnswer answer) {
        return ToolCall.in(told(answer, "/message"));
    }

    /** Of the first choice; missing if it is not told. */
    private static JsonNode told(ChatAnswer answer, String at) {
        return answer.more() == null ? MissingNode.getInstance() : answer.more().at("/choices/0" + at);
    }

    static String id(String messageId) {
        return "msg_" + messageId;
    }
}
