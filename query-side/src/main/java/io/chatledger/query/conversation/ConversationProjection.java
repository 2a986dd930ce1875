package io.chatledger.query.conversation;

import static java.util.stream.Collectors.toSet;

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
import io.chatledger.api.TokenEvent;
import io.chatledger.query.events.Erased;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.rows.RowTable;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Knows of each conversation also which of its messages wait for a reply: a reply does not say where it belongs. */
@Component
class ConversationProjection implements Projection {

    private final RowTable<Conversation> conversations;

    ConversationProjection(JdbcTemplate jdbc) {
        this.conversations = new RowTable<>(jdbc, ReadModel.CONVERSATIONS, Conversation.class);
    }

    @Override
    public ReadModel model() {
        return ReadModel.CONVERSATIONS;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return Set.of(ConversationEvent.class, HoldReleased.class, AccountErased.class);
    }

    @Override
    public void project(List<RecordedEvent> batch, Edition edition, Changes changes) {
        ConversationFold fold = new ConversationFold(concerned(batch, edition));
        batch.forEach(fold::add);
        conversations.save(edition, fold.begun(), fold.changed(), changes);
        Erased.in(batch).forEach(account -> changes.add(
                "UPDATE %s SET title = ? WHERE account_id = ? AND deleted_at IS NULL".formatted(model().in(edition)),
                Personal.ERASED, account));
    }

    /** Those that the events name, and those in which one of the accounts waits for a reply. */
    private List<Conversation> concerned(List<RecordedEvent> batch, Edition edition) {
        Set<UUID> named = batch.stream().map(recorded -> namedBy(recorded.event())).filter(Objects::nonNull)
                .collect(toSet());
        Set<UUID> accounts = batch.stream().map(RecordedEvent::accountId).collect(toSet());
        return conversations.findWhere(
                edition,
                "conversation_id = ANY (?::uuid[]) OR account_id = ANY (?::uuid[]) AND unanswered <> '{}'",
                List.of(named, accounts));
    }

    private static @Nullable UUID namedBy(AccountEvent event) {
        return switch (event) {
            case MessageSent it -> UUID.fromString(it.conversationId());
            case ConversationRenamed it -> UUID.fromString(it.conversationId());
            case ConversationHidden it -> UUID.fromString(it.conversationId());
            case ConversationRestored it -> UUID.fromString(it.conversationId());
            case ConversationDeleted it -> UUID.fromString(it.conversationId());
            case ReplyRecorded _, ReplyFailed _, TokenEvent _, IdentityEvent _ -> null;
        };
    }
}
