package io.chatledger.command.account;

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
}
