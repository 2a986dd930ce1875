package io.chatledger.query.history;

import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.MessageSent;
import io.chatledger.api.Personal;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.events.Erased;
import io.chatledger.query.events.ImpossibleEvent;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.rows.RowProjection;
import io.chatledger.query.rows.RowTable;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
class HistoryProjection extends RowProjection<ChatMessage> {

    HistoryProjection(JdbcTemplate jdbc) {
        super(new RowTable<>(jdbc, ReadModel.HISTORY, ChatMessage.class));
    }

    @Override
    public ReadModel model() {
        return ReadModel.HISTORY;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return Set.of(
                ConversationEvent.class,
                TokensHeld.class,
                TokensDebited.class,
                HoldReleased.class,
                AccountErased.class);
    }

    /** The rows of an erased account stay, without what was said. */
    @Override
    public void project(List<RecordedEvent> batch, Edition edition, Changes changes) {
        super.project(batch, edition, changes);
        Erased.in(batch).forEach(account -> changes.add(
                "UPDATE %s SET message = ?, response = CASE WHEN response IS NOT NULL THEN ? END WHERE account_id = ?"
                        .formatted(model().in(edition)),
                Personal.ERASED, Personal.ERASED, account));
    }

    @Override
    protected @Nullable UUID keyOf(RecordedEvent recorded) {
        return switch (recorded.event()) {
            case MessageSent it -> UUID.fromString(it.messageId());
            case ReplyRecorded it -> UUID.fromString(it.messageId());
            case ReplyFailed it -> UUID.fromString(it.messageId());
            case TokensHeld it -> UUID.fromString(it.messageId());
            case TokensDebited it -> UUID.fromString(it.messageId());
            case HoldReleased it -> UUID.fromString(it.messageId());
            case TokensGranted _, TokensRevoked _, ConversationRenamed _, ConversationHidden _, ConversationRestored _,
                    ConversationDeleted _, IdentityEvent _ -> null;
        };
    }

    @Override
    protected UUID keyOf(ChatMessage row) {
        return row.messageId();
    }

    @Override
    protected @Nullable ChatMessage after(@Nullable ChatMessage before, RecordedEvent recorded) {
        return switch (recorded.event()) {
            case MessageSent sent -> {
                if (before != null) {
                    throw new ImpossibleEvent(recorded);
                }
                yield ChatMessage.sent(recorded, sent);
            }
            case TokensHeld held -> sent(before, recorded).priced(held.price());
            case ReplyRecorded reply -> sent(before, recorded).answered(reply, recorded.recordedAt());
            case ReplyFailed failed -> sent(before, recorded).ended(failed);
            case HoldReleased released -> sent(before, recorded).ended(released);
            case TokensDebited debited -> sent(before, recorded).paid(debited.amount());
            case TokensGranted _, TokensRevoked _, ConversationRenamed _, ConversationHidden _, ConversationRestored _,
                    ConversationDeleted _, IdentityEvent _ -> before;
        };
    }

    /** What happens to a message happens after it was sent, and in the account that sent it. */
    private static ChatMessage sent(@Nullable ChatMessage message, RecordedEvent recorded) {
        if (message == null || !message.accountId().equals(recorded.accountId())) {
            throw new ImpossibleEvent(recorded);
        }
        return message;
    }
}
