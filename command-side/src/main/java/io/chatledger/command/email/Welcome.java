package io.chatledger.command.email;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.Reason;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.TokensGranted;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.TokenPolicy;
import java.sql.Types;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Knows who has had welcome tokens: each address once, whatever account has it, and each account once, whatever address
 * it has. They wait for a verified address where one is asked for.
 */
@Component
@ProcessingGroup("welcome")
class Welcome {

    private final JdbcClient jdbc;
    private final TokenPolicy policy;
    private final boolean waitsForEmail;

    Welcome(
            JdbcClient jdbc,
            TokenPolicy policy,
            EmailSettings settings) {
        this.jdbc = jdbc;
        this.policy = policy;
        this.waitsForEmail = settings.emailVerification();
    }

    /** What the account gets when it has proven the address; zero if either was welcomed before. */
    TokenAmount due(AccountId accountId, EmailAddress email) {
        return new TokenAmount(wasWelcomed(accountId, email) ? 0 : policy.welcomeTokens());
    }

    /**
     * Comes in the transaction of the grant: of two that would welcome the same address, the second has not happened.
     *
     * @throws Refusal {@link ErrorCode#IN_PROGRESS} if somebody else is just doing that
     */
    void note(AccountId accountId, EmailAddress email) {
        note(accountId.value(), VerifiedAddresses.hash(email));
    }

    /**
     * Where nothing is verified, an account is welcomed when it is opened. What whoever runs the system grants, as an
     * administrator begins with, counts as a welcome, too, if there was none.
     */
    @EventHandler
    void on(TokensGranted event) {
        UUID accountId = AccountId.parse(event.accountId()).value();
        boolean welcome = event.reason().equals(Reason.WELCOME.value()) && event.actor().equals(Actor.SYSTEM.value());
        if (welcome && !waitsForEmail) {
            note(accountId, null);
        } else if (!welcome && !Actor.parse(event.actor()).isAccount()) {
            remember(accountId, null);
        }
    }

    private void note(UUID accountId, byte @Nullable [] emailHash) {
        if (!remember(accountId, emailHash)) {
            throw new Refusal(ErrorCode.IN_PROGRESS, "This address is being verified right now.");
        }
    }

    /** False if there was a welcome before. */
    private boolean remember(UUID accountId, byte @Nullable [] emailHash) {
        return jdbc.sql("INSERT INTO events.welcome (account_id, email_hash) VALUES (?, ?) ON CONFLICT DO NOTHING")
                        .param(1, accountId)
                        .param(2, emailHash, Types.BINARY)
                        .update()
                == 1;
    }

    private boolean wasWelcomed(AccountId accountId, EmailAddress email) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM events.welcome WHERE account_id = ? OR email_hash = ?)")
                .param(accountId.value())
                .param(VerifiedAddresses.hash(email))
                .query(Boolean.class)
                .single();
    }
}
