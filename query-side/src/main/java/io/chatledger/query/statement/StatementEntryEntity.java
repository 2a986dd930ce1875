package io.chatledger.query.statement;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Maps the table for reading; the projection alone writes it. */
@Entity
@Immutable
@IdClass(StatementEntryEntity.Key.class)
@Table(name = "statement_entry", schema = "read")
@SuppressWarnings("unused")
class StatementEntryEntity {

    record Key(UUID accountId, long position) {}

    @Id
    private UUID accountId;
    @Id
    private long position;
    private @Nullable Long eventPosition;
    @Enumerated(EnumType.STRING)
    private StatementEntry.Type type;
    private long amount;
    private long balance;
    private long held;
    private BigInteger granted;
    private BigInteger debited;
    private @Nullable String reason;
    private @Nullable UUID messageId;
    private @Nullable String actor;
    private Instant createdAt;
}
