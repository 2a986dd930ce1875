package io.chatledger.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The model answered.
 *
 * @param text      empty only if there is more, if the model thought without saying anything, or if its provider held
 *                  everything back
 * @param finish    the name of a {@link Finish}
 * @param reasoning what the model said to itself before, if it told
 * @param refusal   true if the text says why it does not answer, and is told apart from answers by the provider
 * @param more      what else was answered, as JSON in the form of OpenAI's chat completion: {@code choices} if there is
 *                  more in them than words, such as calls of tools, and what was told with them; null if nothing
 * @param provider  who answered; null before that was noted
 */
public record ReplyRecorded(
        String accountId,
        String messageId,
        @Personal String text,
        String finish,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Personal @Nullable String reasoning,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean refusal,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Personal @Nullable String more,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String provider)
        implements ConversationEvent {

    public ReplyRecorded(String accountId, String messageId, String text, String finish) {
        this(accountId, messageId, text, finish, null, null, null, null);
    }
}
