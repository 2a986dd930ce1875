package io.chatledger.command.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.openai.Completion.Charge;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A vector for each input (OpenAI API reference, Embeddings, The embedding object).
 *
 * @param told       {@code data}, as the model told it, and what else it told
 * @param usage      null if it is not known
 * @param chatledger ours, beside what OpenAI tells
 */
record Embeddings(
        String object,
        String model,
        @JsonAnyGetter Map<String, JsonNode> told,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable InputUsage usage,
        Charge chatledger) {

    /** In the model's own tokens, not in those of the balance. */
    record InputUsage(long promptTokens, long totalTokens) {}

    static Embeddings of(ChatAnswer answer) {
        Usage usage = answer.usage();
        return new Embeddings(
                "list",
                answer.model(),
                Completion.told(answer),
                usage == null ? null : new InputUsage(usage.promptTokens(), usage.promptTokens()),
                Charge.of(answer));
    }
}
