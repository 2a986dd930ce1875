package io.chatledger.query.conversation;

import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.events.RecordedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    private final Set<Key> known;
    private final Map<Key, Conversation> begun = new LinkedHashMap<>();
    private final Map<Key, Conversation> changed = new LinkedHashMap<>();

    /** @param before all that the batch is about, as they are just before it */
    ConversationFold(Collection<Conversation> before) {
        for (Conversation conversation : before) {
            Key key = new Key(conversation.accountId(), conversation.conversationId());
            conversations.put(key, conversation);
            conversation.unanswered().forEach(
                    message -> conversationOfUnanswered.put(new Key(conversation.accountId(), message), key));
        }
        known = Set.copyOf(conversations.keySet());
    }

    /** Those that have begun, as they are now. */
    Collection<Conversation> begun() {
        return begun.values();
    }

    /** Of those that there were before, the ones that are not as they were. */
    Collection<Conversation> changed() {
        return changed.values();
    }

    void add(RecordedEvent recorded) {
        switch (recorded.event()) {
            case MessageSent sent when sent.kind() != null -> {
                // Nobody would look for it among what was said.
            }
            case MessageSent sent -> {
                Key key = Key.of(recorded, sent.conversationId());
                Key message = Key.of(recorded, sent.messageId());
                Conversation before = conversations.get(key);
                put(key, (before == null ? Conversation.begun(recorded, sent) : before).asked(recorded, message.id()));
                conversationOfUnanswered.put(message, key);
            }
            case ReplyRecorded reply -> {
                Key message = Key.of(recorded, reply.messageId());
                change(conversationOf(message), before -> before.answered(recorded, message.id()));
            }
            case ReplyFailed failed -> notAnswered(Key.of(recorded, failed.messageId()));
            // Also after its hold has expired a reply may come, but nobody can wait for it for ever.
            case HoldReleased released -> notAnswered(Key.of(recorded, released.messageId()));
            case ConversationRenamed renamed ->
                change(Key.of(recorded, renamed.conversationId()), before -> before.withTitle(renamed.title()));
            case ConversationHidden hidden ->
                change(Key.of(recorded, hidden.conversationId()), before -> before.archived(true));
            case ConversationRestored restored ->
                change(Key.of(recorded, restored.conversationId()), before -> before.archived(false));
            case ConversationDeleted deleted ->
                change(Key.of(recorded, deleted.conversationId()), before -> before.deleted(recorded.recordedAt()));
            case TokensGranted _, TokensRevoked _, TokensHeld _, TokensDebited _, IdentityEvent _ -> {
                // Says nothing.
            }
        }
    }

    private void notAnswered(Key message) {
        change(conversationOf(message), before -> before.notAnswered(message.id()));
    }

    /** A conversation begins with its first message: before that, no change of it says anything. */
    private void change(@Nullable Key key, UnaryOperator<Conversation> change) {
        Conversation before = key == null ? null : conversations.get(key);
        if (key != null && before != null) {
            put(key, change.apply(before));
        }
    }

    private void put(Key key, Conversation after) {
        conversations.put(key, after);
        (known.contains(key) ? changed : begun).put(key, after);
    }

    /** Null if the message waits for no reply any more. */
    private @Nullable Key conversationOf(Key message) {
        return conversationOfUnanswered.remove(message);
    }
}
