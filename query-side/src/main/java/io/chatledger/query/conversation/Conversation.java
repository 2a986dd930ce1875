package io.chatledger.query.conversation;

import io.chatledger.api.MessageSent;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.history.Excerpt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one account that share a context.
 *
 * @param position       of its last message or reply in the account's stream: its place in the list
 * @param title          until its user gives it one, the beginning of its first message; empty once it is deleted
 * @param messages       how many were sent, answered or not
 * @param archived       until somebody writes in it, or takes it out of the archive
 * @param unanswered     messages that wait for a reply: neither answered nor failed, nor expired
 * @param lastActivityAt when its last message was sent or reply was recorded
 * @param deletedAt      null until it is; its texts are shown to nobody then
 */
record Conversation(
        UUID accountId,
        UUID conversationId,
        long position,
        String title,
        long messages,
        boolean archived,
        List<UUID> unanswered,
        Instant createdAt,
        Instant lastActivityAt,
        @Nullable Instant deletedAt) {

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
                recorded.recordedAt(),
                null);
    }

    /** Out of the archive, should it be there. */
    Conversation asked(RecordedEvent recorded, UUID message) {
        return new Conversation(accountId, conversationId, recorded.sequenceNumber(), title, messages + 1, false,
                Stream.concat(unanswered.stream(), Stream.of(message)).toList(), createdAt, recorded.recordedAt(),
                deletedAt);
    }

    Conversation answered(RecordedEvent recorded, UUID message) {
        return new Conversation(accountId, conversationId, recorded.sequenceNumber(), title, messages, archived,
                unansweredBut(message), createdAt, recorded.recordedAt(), deletedAt);
    }

    Conversation notAnswered(UUID message) {
        return new Conversation(accountId, conversationId, position, title, messages, archived,
                unansweredBut(message), createdAt, lastActivityAt, deletedAt);
    }

    Conversation withTitle(String newTitle) {
        return new Conversation(accountId, conversationId, position, deletedAt == null ? newTitle : title, messages,
                archived, unanswered, createdAt, lastActivityAt, deletedAt);
    }

    Conversation archived(boolean nowArchived) {
        return new Conversation(accountId, conversationId, position, title, messages, nowArchived, unanswered,
                createdAt, lastActivityAt, deletedAt);
    }

    /** Its title goes, too: often it is the beginning of its first message. */
    Conversation deleted(Instant at) {
        return new Conversation(accountId, conversationId, position, "", messages, archived, unanswered,
                createdAt, lastActivityAt, at);
    }

    private List<UUID> unansweredBut(UUID message) {
        return unanswered.stream().filter(each -> !each.equals(message)).toList();
    }
}
