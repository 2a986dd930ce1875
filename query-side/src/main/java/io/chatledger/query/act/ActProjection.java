package io.chatledger.query.act;

import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Act;
import io.chatledger.api.ChatsOpened;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensRevoked;
import io.chatledger.query.events.Erased;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.rows.RowTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
class ActProjection implements Projection {

    static final Set<Class<? extends AccountEvent>> TYPES = Set.of(
            TokensGranted.class, TokensRevoked.class, RolesChanged.class, AccountSuspended.class,
            AccountReactivated.class, AccountErased.class, PasswordResetIssued.class, ChatsOpened.class);

    /** Their reasons are public, and stay. */
    private static final String[] NOT_SEALED = {
        TokensGranted.class.getSimpleName(), TokensRevoked.class.getSimpleName(), AccountErased.class.getSimpleName()};

    private final RowTable<ActRow> acts;

    ActProjection(JdbcTemplate jdbc) {
        this.acts = new RowTable<>(jdbc, ReadModel.ACTS, ActRow.class);
    }

    @Override
    public ReadModel model() {
        return ReadModel.ACTS;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return TYPES;
    }

    @Override
    public void project(List<RecordedEvent> batch, Edition edition, Changes changes) {
        List<ActRow> added = new ArrayList<>();
        for (RecordedEvent recorded : batch) {
            ActRow row = recorded.event() instanceof Act act ? ActRow.of(recorded, act) : null;
            if (row != null) {
                added.add(row);
            }
        }
        acts.save(edition, added, List.of(), changes);
        Erased.in(batch).forEach(account -> changes.add(
                "UPDATE %s SET reason = NULL WHERE account_id = ? AND type <> ALL (?)".formatted(
                        model().in(edition)),
                account, NOT_SEALED));
    }
}
