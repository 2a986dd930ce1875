package io.chatledger.query.statement;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What an account had at an earlier time. */
@Component
public class Statement {

    private final StatementEntries entries;

    Statement(StatementEntries entries) {
        this.entries = entries;
    }

    /** After the newest entry of that time or before; empty before the first. */
    public Optional<Balance> balanceAt(AccountId account, Instant at) {
        return entries.findFirstByAccountIdAndCreatedAtLessThanEqualOrderByPositionDesc(account.value(), at)
                .map(StatementEntry::balanceAfter);
    }
}
