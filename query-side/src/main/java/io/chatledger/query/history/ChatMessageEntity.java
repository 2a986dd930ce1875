package io.chatledger.query.history;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Maps the table for reading; the projection alone writes it. */
@Entity
@Immutable
@Table(name = "chat_message", schema = "read")
@SuppressWarnings("unused")
class ChatMessageEntity {

    @Id
    private UUID messageId;
    private long position;
    private UUID accountId;
    private UUID conversationId;
    private String message;
    private @Nullable String response;
    @Enumerated(EnumType.STRING)
    private ChatMessage.Status status;
    private String model;
    private @Nullable String price;
    private long tokensDeducted;
    private Instant createdAt;
    private @Nullable Instant answeredAt;
    private @Nullable UUID keyId;
}
