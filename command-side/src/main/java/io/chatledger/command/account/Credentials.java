package io.chatledger.command.account;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** The passwords, by account. */
interface Credentials extends JpaRepository<Credential, UUID> {

    /** Does nothing if the password was changed in between. */
    @Transactional
    @Modifying
    @Query("UPDATE Credential c SET c.passwordHash = :newer WHERE c.accountId = :id AND c.passwordHash = :older")
    void rehash(UUID id, String older, String newer);
}
