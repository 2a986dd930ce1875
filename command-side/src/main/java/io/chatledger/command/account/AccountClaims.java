package io.chatledger.command.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

/** The claims, by account. */
public interface AccountClaims extends JpaRepository<AccountClaim, UUID> {

    @Query("SELECT c.email FROM AccountClaim c WHERE c.accountId = :accountId")
    Optional<String> emailOf(UUID accountId);

    @NativeQuery("SELECT EXISTS (SELECT 1 FROM events.account_claim WHERE ?1 = ANY (roles))")
    boolean existsWithRole(String role);

    /** Those who can act. None of them can lose that before the end of the transaction, but by it. */
    @NativeQuery("""
            SELECT account_id FROM events.account_claim WHERE 'ADMIN' = ANY (roles) AND NOT suspended
            ORDER BY account_id FOR NO KEY UPDATE
            """)
    List<UUID> lockAdministrators();
}
