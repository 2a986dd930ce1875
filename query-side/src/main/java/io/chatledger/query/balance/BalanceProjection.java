package io.chatledger.query.balance;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.UserRegistered;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.projection.RecordedEvent;
import io.chatledger.query.projection.RowProjection;
import io.chatledger.query.projection.RowTable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class BalanceProjection extends RowProjection<AccountBalance> {

    BalanceProjection(JdbcClient jdbc) {
        super(new RowTable<>(jdbc, ReadModel.BALANCE, AccountBalance.class));
    }

    @Override
    public ReadModel model() {
        return ReadModel.BALANCE;
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
            case UserRegistered _, ProfileChanged _, RolesChanged _, AccountSuspended _, AccountReactivated _,
                    AccountClosed _, MessageSent _, ReplyRecorded _, ReplyFailed _, ConversationRenamed _,
                    ConversationHidden _ -> before;
        };
    }
}
