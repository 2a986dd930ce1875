package io.chatledger.command.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ChatAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer (OpenAI API reference, Chat, The chat completion object).
 *
 * @param created    when the message was sent, in seconds
 * @param usage      null if it cannot be counted
 * @param chatledger ours, beside what OpenAI tells
 */
record Completion(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokenUsage usage,
        Charge chatledger) {

    record Choice(int index, Message message, @Nullable Object logprobs, String finishReason) {}

    record Message(String role, String content, @Nullable String refusal) {}

    /** In the model's own tokens, not in those of the balance. */
    record TokenUsage(long promptTokens, long completionTokens, long totalTokens) {

        static TokenUsage of(Usage usage) {
            return new TokenUsage(
                    usage.promptTokens(), usage.completionTokens(), usage.promptTokens() + usage.completionTokens());
        }
    }

    /** What was paid for it, in tokens of the balance. */
    record Charge(long tokensDeducted, long remainingTokens, String conversationId) {

        static Charge of(ChatAnswer answer) {
            return new Charge(answer.tokensDeducted(), answer.remainingTokens(), answer.conversationId());
        }
    }

    static Completion of(ChatAnswer answer, @Nullable TokenUsage usage) {
        return new Completion(
                id(answer.id()),
                "chat.completion",
                answer.createdAt().getEpochSecond(),
                answer.model(),
                List.of(new Choice(
                        0, new Message("assistant", answer.response(), null), null, finishReason(answer.finish()))),
                usage,
                Charge.of(answer));
    }

    static String id(String messageId) {
        return "chatcmpl-" + messageId;
    }

    /** A cancelled answer has no word of its own there; it must at least not be taken for whole. */
    static String finishReason(Finish finish) {
        return switch (finish) {
            case STOP -> "stop";
            case LENGTH, CANCELLED -> "length";
        };
    }
}
