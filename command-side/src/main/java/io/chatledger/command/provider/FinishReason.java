package io.chatledger.command.provider;

import io.chatledger.api.Finish;
import java.util.Locale;

/** What providers call the reasons for the end of a reply. */
final class FinishReason {

    private FinishReason() {}

    /** Ours where it means one of ours; else the provider's own word, which the client may know. */
    static Finish of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop", "stop_sequence", "stop_token", "end_turn", "eos", "eos_token", "end_of_text",
                    "end_of_sequence",
                    "finish", "finished", "complete", "completed", "done", "end" -> Finish.STOP;
            case "length", "max_tokens", "max_output_tokens", "model_length" -> Finish.LENGTH;
            case "content_filter" -> Finish.CONTENT_FILTER;
            // Not to be taken for what the user did.
            case "cancelled" -> new Finish("cancelled");
            default -> Finish.isName(word) ? new Finish(word) : Finish.STOP;
        };
    }
}
