package io.chatledger.query.statement;

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
@Table(name = "statement_entry", schema = "read")
@SuppressWarnings("unused")
class StatementEntryEntity {

    @Id
    private long position;
    private UUID accountId;
    @Enumerated(EnumType.STRING)
    private StatementEntry.Type type;
    private long amount;
    private long balance;
    private long held;
    private @Nullable String reason;
    private @Nullable UUID messageId;
    private @Nullable String actor;
    private Instant createdAt;
}
