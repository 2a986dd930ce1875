package io.chatledger.command.chat;

import io.chatledger.api.MessageKind;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port to what answers: built-in models here, real ones behind adapters. */
public interface ChatModel {

    /** The name that clients ask for. */
    String id();

    /** Who provides it, for lists of models. */
    String provider();

    /** It as each of its providers has it. */
    default List<ChatModel> byProvider() {
        return List.of(this);
    }

    /** Its share of the calls, among the weights of other providers that have it; 0 if it is for when they fail. */
    default int weight() {
        return 0;
    }

    Price price();

    /** What it gives. */
    default MessageKind kind() {
        return MessageKind.CHAT;
    }

    /** The most completion tokens that are ever asked for; 0 if the model has no such limit. */
    int mostCompletionTokens();

    /**
     * The most calls that its provider takes at once, whichever of its models they are for; 0 if there is no such
     * limit.
     */
    int callsAtOnce();

    /** Whether what was said before in the conversation matters to it. */
    boolean readsContext();

    /**
     * Whether it can be told this field of the OpenAI chat format, of a request or of a message, or this type of parts
     * of a message: any model those that are about the request and not its answer.
     */
    default boolean takes(String field) {
        return switch (field) {
            case "user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "metadata" -> true;
            default -> false;
        };
    }

    /** Whether it can be told what only Anthropic's form has, such as {@code thinking_blocks} and their signatures. */
    default boolean knowsAnthropic() {
        return false;
    }

    /**
     * Where in a prompt, all of whose fields it takes, there is something else that it cannot be told: a place such as
     * {@code messages[0].content[1]}. Null if nowhere.
     */
    default @Nullable String obstacleIn(Prompt prompt) {
        return null;
    }

    /** The most answers to one message. */
    default int mostChoices() {
        return 1;
    }

    /**
     * The most prompt tokens that a part of a message comes to which is no text.
     *
     * @param type of the part, such as {@code image_url}
     */
    default int mostTokensOf(String type) {
        return 0;
    }

    /** How long a call may take in all, from when it began; nobody is asked after that. */
    default Duration longestCall() {
        return ChronoUnit.FOREVER.getDuration();
    }

    /** For those who run the system. */
    default ModelState state() {
        return ModelState.ALWAYS_THERE;
    }

    /**
     * Answers; called outside any transaction and any lock, on a thread that may wait.
     *
     * @param listener is given each piece as the model speaks; the pieces together are the reply
     * @return the whole reply
     * @throws ModelFailure if there is no whole reply, also because of the cancellation
     */
    Reply reply(Prompt prompt, Listener listener, Cancellation cancellation);
}
