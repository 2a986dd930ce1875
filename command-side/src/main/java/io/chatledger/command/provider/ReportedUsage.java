package io.chatledger.command.provider;

import io.chatledger.api.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The usage that a provider reports (OpenAI API reference, Chat, The chat completion object), as far as it can be. */
final class ReportedUsage {

    /** More tokens than any model has room for: such a claim is a mistake. */
    private static final long MOST_TOKENS = 10_000_000;

    private ReportedUsage() {}

    /** Null if it is no usage that can be: then we count ourselves. */
    static @Nullable Usage of(JsonNode reported) {
        long prompt = tokens(reported.path("prompt_tokens"), MOST_TOKENS);
        long completion = tokens(reported.path("completion_tokens"), MOST_TOKENS);
        return prompt < 0 || completion < 0
                ? null
                : new Usage(prompt, completion, false, details(reported, prompt, completion));
    }

    /** The same where nothing is written. */
    static @Nullable Usage ofInput(JsonNode reported) {
        long prompt = tokens(reported.path("prompt_tokens"), MOST_TOKENS);
        return prompt < 0 ? null : new Usage(prompt, 0, false);
    }

    /** A detail that cannot be is left out, and the rest counts. */
    private static Usage.@Nullable Details details(JsonNode reported, long prompt, long completion) {
        JsonNode ofPrompt = reported.path("prompt_tokens_details");
        JsonNode ofCompletion = reported.path("completion_tokens_details");
        // DeepSeek has a name of its own for it.
        long cached = Math.max(
                tokens(ofPrompt.path("cached_tokens"), prompt),
                tokens(reported.path("prompt_cache_hit_tokens"), prompt));
        var details = new Usage.Details(
                Math.max(0, cached),
                Math.max(0, tokens(ofPrompt.path("audio_tokens"), prompt)),
                Math.max(0, tokens(ofCompletion.path("reasoning_tokens"), completion)),
                Math.max(0, tokens(ofCompletion.path("audio_tokens"), completion)));
        return details.equals(new Usage.Details(0, 0, 0, 0)) ? null : details;
    }

    /** Negative if it is no number of tokens. */
    private static long tokens(JsonNode number, long most) {
        boolean plausible = number.isIntegralNumber()
                && number.canConvertToLong()
                && number.asLong() >= 0
                && number.asLong() <= most;
        return plausible ? number.asLong() : -1;
    }
}
