package io.chatledger.command.responses;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer (OpenAI API reference, Responses, The response object).
 *
 * @param createdAt  when the message was sent, in seconds
 * @param status     {@code in_progress}, {@code completed}, {@code incomplete} or {@code failed}
 * @param usage      null if it cannot be counted, or is not known yet
 * @param asked      fields of the request, told again
 * @param chatledger ours, at the end
 */
record Response(
        String id,
        String object,
        long createdAt,
        String status,
        @Nullable Failure error,
        @Nullable Incomplete incompleteDetails,
        String model,
        List<ObjectNode> output,
        @Nullable TokenUsage usage,
        @JsonAnyGetter Map<String, JsonNode> asked,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Charge chatledger) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    record Failure(String code, String message) {}

    record Incomplete(String reason) {}

    /** In the model's own tokens. */
    record TokenUsage(
            long inputTokens,
            InputDetails inputTokensDetails,
            long outputTokens,
            OutputDetails outputTokensDetails,
            long totalTokens) {

        record InputDetails(long cachedTokens) {}

        record OutputDetails(long reasoningTokens) {}

        static @Nullable TokenUsage of(@Nullable Usage usage) {
            if (usage == null) {
                return null;
            }
            Usage.Details details = usage.details();
            return new TokenUsage(
                    usage.promptTokens(),
                    new InputDetails(usage.cachedPromptTokens()),
                    usage.completionTokens(),
                    new OutputDetails(details == null ? 0 : details.reasoningTokens()),
                    usage.promptTokens() + usage.completionTokens());
        }
    }

    static Response begun(String id, Instant sentAt, String model, Map<String, JsonNode> asked) {
        return new Response(
                id(id), "response", sentAt.getEpochSecond(), "in_progress", null, null, model, List.of(), null,
                asked, null);
    }

    /** Broken off. */
    Response failed(Failure failure, List<ObjectNode> output) {
        return new Response(
                id, object, createdAt, "failed", failure, null, model, output, null, asked, null);
    }

    static Response of(ChatAnswer answer, List<ObjectNode> output, @Nullable Usage usage, Map<String, JsonNode> asked) {
        String reason = incompleteFor(answer.finish());
        return new Response(
                id(answer.id()),
                "response",
                answer.createdAt().getEpochSecond(),
                status(answer),
                null,
                reason == null ? null : new Incomplete(reason),
                answer.model(),
                output,
                TokenUsage.of(usage),
                asked,
                Charge.of(answer));
    }

    static String status(ChatAnswer answer) {
        return incompleteFor(answer.finish()) == null ? "completed" : "incomplete";
    }

    /** The items of an answer that comes whole. */
    static List<ObjectNode> output(ChatAnswer answer) {
        var output = new Output(answer.id());
        if (answer.reasoning() != null) {
            output.say(Delta.Kind.REASONING, answer.reasoning());
        }
        if (!answer.response().isEmpty()) {
            output.say(answer.refusal() ? Delta.Kind.REFUSAL : Delta.Kind.TEXT, answer.response());
        }
        if (answer.more() != null) {
            JsonNode message = answer.more().at("/choices/0/message");
            message.path("annotations").forEach(output::annotate);
            ToolCall.in(message).forEach(output::call);
        }
        output.end(status(answer));
        return output.items();
    }

    /** What is told again of a request, with what holds where it says nothing. */
    static Map<String, JsonNode> asked(ResponsesRequest request) {
        var asked = new TreeMap<String, JsonNode>();
        asked.put("instructions", NODES.pojoNode(request.instructions()));
        asked.put("max_output_tokens", NODES.pojoNode(request.maxOutputTokens()));
        asked.put("metadata", NODES.objectNode());
        asked.put("parallel_tool_calls", NODES.booleanNode(true));
        asked.put("previous_response_id", NODES.nullNode());
        asked.put("reasoning", NODES.objectNode().putNull("effort").putNull("summary"));
        asked.put("store", NODES.booleanNode(false));
        asked.put("temperature", NODES.nullNode());
        asked.put("text", NODES.objectNode().set("format", NODES.objectNode().put("type", "text")));
        asked.put("tool_choice", NODES.stringNode("auto"));
        asked.put("tools", NODES.arrayNode());
        asked.put("top_p", NODES.nullNode());
        asked.put("truncation", NODES.stringNode("disabled"));
        request.others().forEach((name, value) -> {
            if (!value.isNull()) {
                asked.replace(name, value);
            }
        });
        return asked;
    }

    private static @Nullable String incompleteFor(Finish finish) {
        if (finish.equals(Finish.LENGTH) || finish.equals(Finish.CANCELLED)) {
            return "max_output_tokens";
        }
        return finish.equals(Finish.CONTENT_FILTER) ? "content_filter" : null;
    }

    static String id(String messageId) {
        return "resp_" + messageId;
    }
}
