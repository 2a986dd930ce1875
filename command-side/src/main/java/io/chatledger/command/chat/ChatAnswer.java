package io.chatledger.command.chat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the client gets.
 *
 * @param tokensDeducted  what the message cost, in tokens
 * @param remainingTokens what can still be spent after it, as the aggregate knows it
 * @param createdAt       when the message was sent
 * @param finish          told in the OpenAI dialect only, as are {@code usage} and those after it
 * @param reasoning       what the model said to itself before, if it told
 * @param refusal         whether the response says why the model does not answer
 * @param more            what else was answered, see {@link Reply}
 * @param provider        who answered; told in {@link #PROVIDER_HEADER}; null if nobody noted it
 */
public record ChatAnswer(
        String id,
        String conversationId,
        String response,
        String model,
        long tokensDeducted,
        long remainingTokens,
        Instant createdAt,
        @JsonIgnore Finish finish,
        @JsonIgnore @Nullable Usage usage,
        @JsonIgnore @Nullable String reasoning,
        @JsonIgnore boolean refusal,
        @JsonIgnore @Nullable JsonNode more,
        @JsonIgnore @Nullable String provider) {

    /** Of a response: who answered. */
    public static final String PROVIDER_HEADER = "Model-Provider";

    /** All that the model said, for counting it. */
    public String words() {
        return new Reply(response, reasoning == null ? "" : reasoning, refusal, more, finish, usage).words();
    }

    /** With all of it that came beside the words, of which not everything is recorded. */
    ChatAnswer with(@Nullable JsonNode all) {
        return new ChatAnswer(
                id, conversationId, response, model, tokensDeducted, remainingTokens, createdAt, finish, usage,
                reasoning, refusal, all, provider);
    }

    /** Whether it is whole: {@code answered}, or {@code cancelled} with what was said until then. */
    @JsonProperty
    String status() {
        return finish.equals(Finish.CANCELLED) ? "cancelled" : "answered";
    }
}
