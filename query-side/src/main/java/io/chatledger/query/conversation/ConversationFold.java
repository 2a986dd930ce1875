package io.chatledger.query.conversation;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.UserRegistered;
import io.chatledger.query.projection.ImpossibleEvent;
import io.chatledger.query.projection.RecordedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Folds one batch of events into conversations. A reply names its message only: it finds the way by that. */
final class ConversationFold {

    /** A conversation or a message. With its account, so that no id leads into another account. */
    private record Key(UUID account, UUID id) {

        static Key of(RecordedEvent recorded, String id) {
            return new Key(recorded.accountId(), UUID.fromString(id));
        }
    }

    private final Map<Key, Conversation> conversations = new HashMap<>();
    private final Map<Key, Key> conversationOfUnanswered = new HashMap<>();
    private final Map<Key, Conversation> changed = new LinkedHashMap<>();

    /** @param before all that the batch is about, as they are just before it */
    ConversationFold(Collection<Conversation> before) {
        for (Conversation conversation : before) {
            Key key = new Key(conversation.accountId(), conversation.conversationId());
            conversations.put(key, conversation);
            conversation.unanswered().forEach(
                    message -> conversationOfUnanswered.put(new Key(conversation.accountId(), message), key));
        }
    }

    /** As they are just after what was added. */
    Collection<Conversation> changed() {
        return changed.values();
    }

    void add(RecordedEvent recorded) {
        switch (recorded.event()) {
            case MessageSent sent -> {
                Key key = Key.of(recorded, sent.conversationId());
                Key message = Key.of(recorded, sent.messageId());
                Conversation before = conversations.get(key);
                put(key, (before == null ? Conversation.begun(recorded, sent) : before).asked(recorded, message.id()));
                conversationOfUnanswered.put(message, key);
            }
            case ReplyRecorded reply -> {
                Key message = Key.of(recorded, reply.messageId());
                change(conversationOf(message, recorded), before -> before.answered(recorded, message.id()));
            }
            case ReplyFailed failed -> {
                Key message = Key.of(recorded, failed.messageId());
                change(conversationOf(message, recorded), before -> before.notAnswered(message.id()));
            }
            case ConversationRenamed renamed ->
                change(Key.of(recorded, renamed.conversationId()), before -> before.withTitle(renamed.title()));
            case ConversationHidden hidden ->
                change(Key.of(recorded, hidden.conversationId()), Conversation::asHidden);
            case TokenEvent _, UserRegistered _, ProfileChanged _, RolesChanged _, AccountSuspended _,
                    AccountReactivated _, AccountClosed _ -> {
                // Says nothing.
            }
        }
    }

    /** A conversation begins with its first message: before that, a new name or hiding says nothing. */
    private void change(Key key, UnaryOperator<Conversation> change) {
        Conversation before = conversations.get(key);
        if (before != null) {
            put(key, change.apply(before));
        }
    }

    private void put(Key key, Conversation after) {
        conversations.put(key, after);
        changed.put(key, after);
    }

    /** A message is answered once, after it was sent, and in the account that sent it. */
    private Key conversationOf(Key message, RecordedEvent recorded) {
        Key conversation = conversationOfUnanswered.remove(message);
        if (conversation == null) {
            throw new ImpossibleEvent(recorded);
        }
        return conversation;
    }
}
