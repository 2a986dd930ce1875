package io.chatledger.query.conversation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Maps the table for reading; the projection alone writes it. */
@Entity
@Immutable
@IdClass(ConversationEntity.Key.class)
@Table(name = "conversation", schema = "read")
@SuppressWarnings("unused")
class ConversationEntity {

    record Key(UUID conversationId, UUID accountId) {}

    @Id
    private UUID conversationId;
    @Id
    private UUID accountId;
    private long position;
    private String title;
    private long messages;
    private boolean archived;
    private List<UUID> unanswered;
    private Instant createdAt;
    private Instant lastActivityAt;
    private @Nullable Instant deletedAt;
}
