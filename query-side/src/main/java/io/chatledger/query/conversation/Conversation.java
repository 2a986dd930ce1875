package io.chatledger.query.conversation;

import io.chatledger.api.MessageSent;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.history.Excerpt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The messages of one account that share a context.
 *
 * @param position       of its last message or reply in the account's stream: its place in the list
 * @param title          until its user gives it one, the beginning of its first message
 * @param messages       how many were sent, answered or not
 * @param unanswered     messages that wait for a reply: neither answered nor failed, nor expired
 * @param lastActivityAt when its last message was sent or reply was recorded
 */
record Conversation(
        UUID accountId,
        UUID conversationId,
        long position,
        String title,
        long messages,
        boolean hidden,
        List<UUID> unanswered,
        Instant createdAt,
        Instant lastActivityAt) {

    static Conversation begun(RecordedEvent recorded, MessageSent first) {
        return new Conversation(
                recorded.accountId(),
                UUID.fromString(first.conversationId()),
                recorded.sequenceNumber(),
                Excerpt.of(first.text()),
                0,
                false,
                List.of(),
                recorded.recordedAt(),
                recorded.recordedAt());
    }

    /** Shown again, should it be hidden. */
    Conversation asked(RecordedEvent recorded, UUID message) {
        return new Conversation(accountId, conversationId, recorded.sequenceNumber(), title, messages + 1, false,
                Stream.concat(unanswered.stream(), Stream.of(message)).toList(), createdAt, recorded.recordedAt());
    }

    Conversation answered(RecordedEvent recorded, UUID message) {
        return new Conversation(accountId, conversationId, recorded.sequenceNumber(), title, messages, hidden,
                unansweredBut(message), createdAt, recorded.recordedAt());
    }

    Conversation notAnswered(UUID message) {
        return new Conversation(accountId, conversationId, position, title, messages, hidden,
                unansweredBut(message), createdAt, lastActivityAt);
    }

    Conversation withTitle(String newTitle) {
        return new Conversation(accountId, conversationId, position, newTitle, messages, hidden, unanswered,
                createdAt, lastActivityAt);
    }

    Conversation asHidden() {
        return new Conversation(accountId, conversationId, position, title, messages, true, unanswered,
                createdAt, lastActivityAt);
    }

    private List<UUID> unansweredBut(UUID message) {
        return unanswered.stream().filter(each -> !each.equals(message)).toList();
    }
}
