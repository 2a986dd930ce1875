package io.chatledger.query.account;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.ChatsOpened;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.IdentityEvent;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.UserRegistered;
import io.chatledger.query.events.ImpossibleEvent;
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
class AccountProjection extends RowProjection<Account> {

    AccountProjection(JdbcTemplate jdbc) {
        super(new RowTable<>(jdbc, ReadModel.ACCOUNT, Account.class));
    }

    @Override
    public ReadModel model() {
        return ReadModel.ACCOUNT;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return Set.of(IdentityEvent.class);
    }

    @Override
    protected UUID keyOf(RecordedEvent recorded) {
        return recorded.accountId();
    }

    @Override
    protected UUID keyOf(Account row) {
        return row.accountId();
    }

    @Override
    protected @Nullable Account after(@Nullable Account before, RecordedEvent recorded) {
        return switch (recorded.event()) {
            case UserRegistered registered -> {
                if (before != null) {
                    throw new ImpossibleEvent(recorded);
                }
                yield Account.registered(recorded, registered);
            }
            case ProfileChanged changed -> registered(before, recorded).withEmail(changed.email());
            case RolesChanged changed -> registered(before, recorded).withRoles(changed.roles());
            case AccountSuspended it -> registered(before, recorded).suspendedFor(it.reason());
            case AccountReactivated _ -> registered(before, recorded).reactivated();
            case AccountClosed _ -> registered(before, recorded).closed();
            case AccountErased _ -> registered(before, recorded).erased();
            case PasswordResetIssued _, ChatsOpened _, TokenEvent _, ConversationEvent _ -> before;
        };
    }

    private static Account registered(@Nullable Account account, RecordedEvent recorded) {
        if (account == null) {
            throw new ImpossibleEvent(recorded);
        }
        return account;
    }
}
