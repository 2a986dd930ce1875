package io.chatledger.query.balance;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.TokenEvent;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.rows.RowProjection;
import io.chatledger.query.rows.RowTable;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
class BalanceProjection extends RowProjection<AccountBalance> {

    BalanceProjection(JdbcTemplate jdbc) {
        super(new RowTable<>(jdbc, ReadModel.BALANCE, AccountBalance.class));
    }

    @Override
    public ReadModel model() {
        return ReadModel.BALANCE;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return Set.of(TokenEvent.class);
    }

    @Override
    protected UUID keyOf(RecordedEvent recorded) {
        return recorded.accountId();
    }

    @Override
    protected UUID keyOf(AccountBalance row) {
        return row.accountId();
    }

    @Override
    protected @Nullable AccountBalance after(@Nullable AccountBalance before, RecordedEvent recorded) {
        return switch (recorded.event()) {
            case TokenEvent moved ->
                (before == null ? AccountBalance.none(recorded.accountId()) : before).after(moved);
            case IdentityEvent _, ConversationEvent _ -> before;
        };
    }
}
