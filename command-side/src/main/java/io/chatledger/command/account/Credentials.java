package io.chatledger.command.account;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** The passwords, by account. */
interface Credentials extends JpaRepository<Credential, UUID> {

    /** 0 if the password was changed in between, or the account closed. */
    @Transactional
    @Modifying
    @Query("UPDATE Credential c SET c.passwordHash = :newer WHERE c.accountId = :id AND c.passwordHash = :older")
    int replace(UUID id, String older, String newer);

    /** 0 if the account is closed. */
    @Transactional
    @Modifying
    @Query("UPDATE Credential c SET c.passwordHash = :newer WHERE c.accountId = :id")
    int replace(UUID id, String newer);

    /** At once, not at the end of the transaction: from here on nobody begins a session. */
    @Modifying
    @Query("DELETE FROM Credential c WHERE c.accountId = :id")
    void remove(UUID id);

    /**
     * Whether it is the password of an account that is in use. Waits for those who are about to change that, and lets
     * them wait until the end of this transaction.
     */
    @NativeQuery("""
            SELECT count(*) > 0 FROM (
                SELECT 1 FROM events.credential c JOIN events.account_claim a USING (account_id)
                WHERE account_id = :id AND c.password_hash = :hash AND NOT a.suspended FOR SHARE) AS locked
            """)
    boolean lockIfCurrent(UUID id, String hash);
}
