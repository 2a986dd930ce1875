package io.chatledger.query.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Maps the table for reading; the projection alone writes it. */
@Entity
@Immutable
@Table(name = "account", schema = "read")
@SuppressWarnings("unused")
class AccountEntity {

    @Id
    private UUID accountId;
    private long position;
    private String username;
    private @Nullable String email;
    private List<String> roles;
    private boolean suspended;
    private @Nullable String suspensionReason;
    private Instant createdAt;
}
