package io.chatledger.command.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The password of an account, as its Argon2id hash. */
@Entity
@Table(name = "credential")
class Credential {

    @Id
    private UUID accountId;

    private String passwordHash;

    protected Credential() {}

    Credential(UUID accountId, String passwordHash) {
        this.accountId = accountId;
        this.passwordHash = passwordHash;
    }

    String passwordHash() {
        return passwordHash;
    }
}
