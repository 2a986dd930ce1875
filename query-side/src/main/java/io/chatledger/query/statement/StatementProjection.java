package io.chatledger.query.statement;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Balance;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.UserRegistered;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.projection.RecordedEvent;
import io.chatledger.query.projection.RowTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Adds one entry for each movement of tokens; an entry goes on from the balance after the account's last one. */
@Component
class StatementProjection implements Projection {

    private final RowTable<StatementEntry> entries;

    StatementProjection(JdbcClient jdbc) {
        this.entries = new RowTable<>(jdbc, ReadModel.STATEMENT, StatementEntry.class);
    }

    @Override
    public ReadModel model() {
        return ReadModel.STATEMENT;
    }

    @Override
    public void project(List<RecordedEvent> batch, Edition edition) {
        Set<UUID> accounts = batch.stream().map(RecordedEvent::accountId).collect(toSet());
        Map<UUID, Balance> balances = entries.findNewest(edition, accounts).stream()
                .collect(toMap(StatementEntry::accountId, StatementEntry::balanceAfter));
        List<StatementEntry> added = new ArrayList<>();
        for (RecordedEvent recorded : batch) {
            switch (recorded.event()) {
                case TokenEvent moved -> {
                    Balance before = balances.getOrDefault(recorded.accountId(), Balance.ZERO);
                    StatementEntry entry = StatementEntry.after(before, recorded, moved);
                    balances.put(recorded.accountId(), entry.balanceAfter());
                    added.add(entry);
                }
                case UserRegistered _, ProfileChanged _, RolesChanged _, AccountSuspended _, AccountReactivated _,
                        AccountClosed _, MessageSent _, ReplyRecorded _, ReplyFailed _, ConversationRenamed _,
                        ConversationHidden _ -> {
                    // Moves no tokens.
                }
            }
        }
        entries.save(edition, added);
    }
}
