package io.chatledger.command.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.Completion.TokenUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A piece of a streamed answer (OpenAI API reference, Chat, The chat completion chunk object).
 *
 * @param created    when the message was sent, in seconds; the same in all chunks, as is the id
 * @param usage      null in all chunks but the last, and that is there only if it was asked for
 * @param told       what else the model has told until then, such as the {@code system_fingerprint}
 * @param chatledger ours, in the chunk that tells why the answer ends
 */
record CompletionChunk(
        String id,
        String object,
        long created,
        String model,
        List<?> choices,
        @Nullable TokenUsage usage,
        @JsonAnyGetter Map<String, JsonNode> told,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Charge chatledger) {

    private static final String CHOICES = "choices";

    record Choice(int index, Delta delta, @Nullable Object logprobs, @Nullable String finishReason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(
            @Nullable String role,
            @Nullable String content,
            @Nullable String refusal,
            @Nullable String reasoningContent) {}

    /**
     * What all chunks of an answer have in common.
     *
     * @param told grows as the model tells more
     */
    record Head(String id, long created, String model, Map<String, JsonNode> told) {

        Head(String id, long created, String model) {
            this(id, created, model, new LinkedHashMap<>());
        }

        CompletionChunk begin() {
            return with(new Delta("assistant", "", null, null), null, null);
        }

        CompletionChunk piece(io.chatledger.command.chat.Delta piece) {
            String text = piece.text();
            Delta delta = switch (piece.kind()) {
                case TEXT -> new Delta(null, text, null, null);
                case REFUSAL -> new Delta(null, null, text, null);
                case REASONING -> new Delta(null, null, null, text);
                case MORE -> throw new IllegalArgumentException("no words");
            };
            return with(delta, null, null);
        }

        /** Null if there is nothing to tell but with the next one. */
        @Nullable CompletionChunk more(JsonNode piece) {
            piece.forEachEntry((name, value) -> {
                if (!name.equals(CHOICES)) {
                    told.put(name, value);
                }
            });
            List<JsonNode> choices = piece.path(CHOICES).valueStream().toList();
            return choices.isEmpty() ? null : chunk(choices, null, null);
        }

        CompletionChunk end(String finishReason, Charge charge) {
            return with(new Delta(null, null, null, null), finishReason, charge);
        }

        CompletionChunk usage(TokenUsage usage) {
            return chunk(List.of(), usage, null);
        }

        private CompletionChunk with(Delta delta, @Nullable String finishReason, @Nullable Charge charge) {
            return chunk(List.of(new Choice(0, delta, null, finishReason)), null, charge);
        }

        private CompletionChunk chunk(List<?> choices, @Nullable TokenUsage usage, @Nullable Charge charge) {
            return new CompletionChunk(id, "chat.completion.chunk", created, model, choices, usage, told, charge);
        }
    }
}
