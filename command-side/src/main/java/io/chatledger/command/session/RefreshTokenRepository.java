package io.chatledger.command.session;

import java.time.Instant;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** The refresh tokens, by hash. */
interface RefreshTokenRepository extends JpaRepository<RefreshToken, byte[]> {

    /** Returns 1 for the one caller that uses the token up, 0 for everybody after it. */
    @Modifying
    @Query("UPDATE RefreshToken t SET t.usedAt = :now WHERE t.tokenHash = :tokenHash AND t.usedAt IS NULL")
    int useUp(byte[] tokenHash, Instant now);

    @Modifying
    @Query("DELETE RefreshToken t WHERE t.familyId = :familyId")
    void deleteFamily(UUID familyId);

    @Modifying
    @Query("DELETE RefreshToken t WHERE t.accountId = :accountId")
    void deleteAllOf(UUID accountId);

    @Modifying
    @Query("DELETE RefreshToken t WHERE t.expiresAt < :now")
    int deleteExpired(Instant now);
}
