package io.chatledger.query.balance;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigInteger;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** Maps the table for reading; the projection alone writes it. */
@Entity
@Immutable
@Table(name = "account_balance", schema = "read")
@SuppressWarnings("unused")
class AccountBalanceEntity {

    @Id
    private UUID accountId;
    private long balance;
    private long held;
    private BigInteger granted;
    private BigInteger revoked;
    private BigInteger debited;
}
