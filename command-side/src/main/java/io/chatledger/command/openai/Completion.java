package io.chatledger.command.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.More;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A whole answer (OpenAI API reference, Chat, The chat completion object).
 *
 * @param created    when the message was sent, in seconds
 * @param usage      null if it cannot be counted
 * @param choices    as the model told them, where that is more than words
 * @param told       what else the model told with them, such as the {@code system_fingerprint}
 * @param chatledger ours, beside what OpenAI tells
 */
public record Completion(
        String id,
        String object,
        long created,
        String model,
        List<?> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokenUsage usage,
        @JsonAnyGetter Map<String, JsonNode> told,
        Charge chatledger) {

    private static final String CHOICES = "choices";

    record Choice(int index, Message message, @Nullable Object logprobs, String finishReason) {}

    /**
     * @param content          null if the model refuses, and says why in {@code refusal}
     * @param reasoningContent what the model said to itself before, under the name that most servers have for it
     */
    record Message(
            String role,
            @Nullable String content,
            @Nullable String refusal,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reasoningContent) {

        static Message of(ChatAnswer answer) {
            String text = answer.response();
            return answer.refusal()
                    ? new Message("assistant", null, text, answer.reasoning())
                    : new Message("assistant", text, null, answer.reasoning());
        }
    }

    /** In the model's own tokens, not in those of the balance. */
    record TokenUsage(
            long promptTokens,
            long completionTokens,
            long totalTokens,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PromptDetails promptTokensDetails,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CompletionDetails completionTokensDetails) {

        record PromptDetails(long cachedTokens, long audioTokens) {}

        record CompletionDetails(long reasoningTokens, long audioTokens) {}

        static @Nullable TokenUsage of(@Nullable Usage usage) {
            if (usage == null) {
                return null;
            }
            Usage.Details details = usage.details();
            return new TokenUsage(
                    usage.promptTokens(),
                    usage.completionTokens(),
                    usage.promptTokens() + usage.completionTokens(),
                    details == null ? null
                    : new PromptDetails(details.cachedPromptTokens(), details.audioPromptTokens()),
                    details == null
                            ? null
                            : new CompletionDetails(details.reasoningTokens(), details.audioCompletionTokens()));
        }
    }

    /** What was paid for it, in tokens of the balance. */
    public record Charge(long tokensDeducted, long remainingTokens, String conversationId) {

        public static Charge of(ChatAnswer answer) {
            return new Charge(answer.tokensDeducted(), answer.remainingTokens(), answer.conversationId());
        }
    }

    static Completion of(ChatAnswer answer, @Nullable TokenUsage usage) {
        return new Completion(
                id(answer.id()),
                "chat.completion",
                answer.createdAt().getEpochSecond(),
                answer.model(),
                choices(answer),
                usage,
                told(answer),
                Charge.of(answer));
    }

    private static List<?> choices(ChatAnswer answer) {
        return answer.more() != null && answer.more().has(CHOICES)
                ? answer.more().get(CHOICES).valueStream().toList()
                : List.of(new Choice(0, Message.of(answer), null, More.finishReason(answer.finish())));
    }

    static Map<String, JsonNode> told(ChatAnswer answer) {
        var told = new LinkedHashMap<String, JsonNode>();
        if (answer.more() != null) {
            answer.more().forEachEntry((name, value) -> {
                if (!name.equals(CHOICES)) {
                    told.put(name, value);
                }
            });
        }
        return told;
    }

    static String id(String messageId) {
        return "chatcmpl-" + messageId;
    }
}
