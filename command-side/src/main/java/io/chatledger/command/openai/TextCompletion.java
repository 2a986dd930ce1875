package io.chatledger.command.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.More;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.Completion.TokenUsage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How texts go on, or a piece of that (OpenAI API reference, Completions, The completion object).
 *
 * @param created    when it was asked for, in seconds
 * @param usage      null if it is not told
 * @param told       what else the model told, such as the {@code system_fingerprint}
 * @param chatledger ours, with the reason for the end
 */
record TextCompletion(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokenUsage usage,
        @JsonAnyGetter Map<String, JsonNode> told,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Charge chatledger) {

    /** @param finishReason null before the end */
    record Choice(String text, int index, @Nullable Object logprobs, @Nullable String finishReason) {

        Choice(String text, int index, @Nullable String finishReason) {
            this(text, index, null, finishReason);
        }
    }

    static TextCompletion of(ChatAnswer answer, @Nullable TokenUsage usage) {
        return new TextCompletion(
                id(answer.id()),
                "text_completion",
                answer.createdAt().getEpochSecond(),
                answer.model(),
                choices(answer),
                usage,
                Completion.told(answer),
                Charge.of(answer));
    }

    private static List<Choice> choices(ChatAnswer answer) {
        if (answer.more() == null || !answer.more().has("choices")) {
            return List.of(new Choice(answer.response(), 0, More.finishReason(answer.finish())));
        }
        return answer.more().get("choices").valueStream()
                .map(choice -> new Choice(
                        choice.at("/message/content").asString(choice.at("/message/refusal").asString("")),
                        choice.path("index").asInt(0),
                        choice.path("finish_reason").asString("stop")))
                .toList();
    }

    static String id(String messageId) {
        return "cmpl-" + messageId;
    }
}
