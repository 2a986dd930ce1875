package io.chatledger.query.statement;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.TokenEvent;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.rows.RowTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Adds one entry for each movement of tokens; an entry goes on from the account's last one. */
@Component
class StatementProjection implements Projection {

    private final RowTable<StatementEntry> entries;

    StatementProjection(JdbcTemplate jdbc) {
        this.entries = new RowTable<>(jdbc, ReadModel.STATEMENT, StatementEntry.class);
    }

    @Override
    public ReadModel model() {
        return ReadModel.STATEMENT;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return Set.of(TokenEvent.class);
    }

    @Override
    public void project(List<RecordedEvent> batch, Edition edition, Changes changes) {
        Set<UUID> accounts = batch.stream().map(RecordedEvent::accountId).collect(toSet());
        Map<UUID, StatementEntry> newest = entries.findNewest(edition, accounts).stream()
                .collect(toMap(StatementEntry::accountId, Function.identity()));
        List<StatementEntry> added = new ArrayList<>();
        for (RecordedEvent recorded : batch) {
            switch (recorded.event()) {
                case TokenEvent moved -> {
                    StatementEntry entry =
                            StatementEntry.after(newest.get(recorded.accountId()), recorded, moved);
                    newest.put(recorded.accountId(), entry);
                    added.add(entry);
                }
                case IdentityEvent _, ConversationEvent _ -> {
                    // Moves no tokens.
                }
            }
        }
        entries.save(edition, added, List.of(), changes);
    }
}
