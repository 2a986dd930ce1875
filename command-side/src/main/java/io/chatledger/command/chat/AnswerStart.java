package io.chatledger.command.chat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * What is known of an answer before its first word: enough to cancel it.
 *
 * @param id     of the message, as is that of the answer
 * @param sentAt when the message was sent; told in the OpenAI dialect only
 */
public record AnswerStart(String id, String conversationId, String model, @JsonIgnore Instant sentAt) {

    public static AnswerStart of(ChatAnswer answer) {
        return new AnswerStart(answer.id(), answer.conversationId(), answer.model(), answer.createdAt());
    }
}
