package io.chatledger.command.session;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A refresh token that was issued, known by its hash. */
@Entity
@Table(name = "refresh_token")
class RefreshToken {

    @Id
    private byte[] tokenHash;

    private UUID familyId;
    private UUID accountId;
    private Instant expiresAt;
    private Instant familyExpiresAt;
    private @Nullable Instant usedAt;

    protected RefreshToken() {}

    RefreshToken(byte[] tokenHash, UUID familyId, UUID accountId, Instant expiresAt, Instant familyExpiresAt) {
        this.tokenHash = tokenHash;
        this.familyId = familyId;
        this.accountId = accountId;
        this.expiresAt = expiresAt;
        this.familyExpiresAt = familyExpiresAt;
    }

    UUID familyId() {
        return familyId;
    }

    UUID accountId() {
        return accountId;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    Instant familyExpiresAt() {
        return familyExpiresAt;
    }
}
