package io.chatledger.command.account;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.chatledger.api.ChangeConversation;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.DeleteConversation;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.MessageKind;
import io.chatledger.api.MessageSent;
import io.chatledger.api.RecordReply;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.SendMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the conversations of an account, and which events follow when one goes on or is to change: none if
 * it is so already. Only those that were changed last are remembered, which bounds the aggregate: the same change of
 * another one is recorded once more.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY) // for snapshots
final class KnownConversations {

    private static final int MOST_REMEMBERED = 20;

    // Not final, or it would silently be left out when a snapshot is read.
    private LinkedHashMap<String, Known> newest = new LinkedHashMap<>();
    private Instant lastMessageAt = Instant.EPOCH;

    /** Null is what nobody has said. */
    record Known(@Nullable String title, @Nullable Boolean archived, boolean deleted) {

        private static final Known NOTHING = new Known(null, null, false);

        Known titled(String other) {
            return new Known(other, archived, deleted);
        }

        Known archived(boolean other) {
            return new Known(title, other, deleted);
        }
    }

    /** To the millisecond, as it is stored. */
    Instant lastMessageAt() {
        return lastMessageAt;
    }

    void follow(ConversationEvent event, Instant at) {
        switch (event) {
            case MessageSent sent -> {
                lastMessageAt = at.truncatedTo(ChronoUnit.MILLIS);
                // Whoever writes in a conversation takes it out of the archive.
                newest.computeIfPresent(sent.conversationId(), (_, known) -> known.archived(false));
            }
            case ConversationRenamed title -> remember(title.conversationId(), known -> known.titled(title.title()));
            case ConversationHidden hidden -> remember(hidden.conversationId(), known -> known.archived(true));
            case ConversationRestored back -> remember(back.conversationId(), known -> known.archived(false));
            case ConversationDeleted deleted -> remember(deleted.conversationId(), _ -> new Known(null, null, true));
            case ReplyRecorded _, ReplyFailed _ -> {}
        }
    }

    MessageSent decide(SendMessage command) {
        refuseDeleted(command.conversationId());
        IdempotencyClaim claim = command.claim();
        return new MessageSent(
                command.accountId().toString(),
                command.messageId().toString(),
                command.conversationId().toString(),
                command.text().value(),
                command.model(),
                claim == null ? null : claim.keyHash(),
                claim == null ? null : claim.requestHash(),
                command.keyId() == null ? null : command.keyId().toString(),
                command.more(),
                command.budget(),
                command.kind() == MessageKind.CHAT ? null : command.kind().name());
    }

    ReplyRecorded decide(RecordReply command) {
        return new ReplyRecorded(
                command.accountId().toString(),
                command.messageId().toString(),
                command.text(),
                command.finish().name(),
                command.reasoning(),
                command.refusal() ? true : null,
                command.more(),
                command.provider());
    }

    ReplyFailed decide(FailReply command) {
        return new ReplyFailed(
                command.accountId().toString(), command.messageId().toString(), command.code().name());
    }

    List<ConversationEvent> decide(ChangeConversation command) {
        refuseDeleted(command.conversationId());
        Known known = known(command.conversationId());
        String accountId = command.accountId().toString();
        String conversationId = command.conversationId().toString();
        var events = new ArrayList<ConversationEvent>();
        if (command.title() != null && !command.title().value().equals(known.title)) {
            events.add(new ConversationRenamed(accountId, conversationId, command.title().value()));
        }
        if (command.archived() != null && !command.archived().equals(known.archived)) {
            events.add(command.archived()
                    ? new ConversationHidden(accountId, conversationId)
                    : new ConversationRestored(accountId, conversationId));
        }
        return events;
    }

    List<ConversationEvent> decide(DeleteConversation command) {
        refuseDeleted(command.conversationId());
        return List.of(new ConversationDeleted(command.accountId().toString(), command.conversationId().toString()));
    }

    /** Whoever asks has looked whether there is the conversation; since then it may have been deleted. */
    private void refuseDeleted(ConversationId conversationId) {
        if (known(conversationId).deleted) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
    }

    private Known known(ConversationId conversationId) {
        return newest.getOrDefault(conversationId.toString(), Known.NOTHING);
    }

    private void remember(String conversationId, UnaryOperator<Known> change) {
        newest.putLast(conversationId, change.apply(newest.getOrDefault(conversationId, Known.NOTHING)));
        if (newest.size() > MOST_REMEMBERED) {
            newest.pollFirstEntry();
        }
    }
}
