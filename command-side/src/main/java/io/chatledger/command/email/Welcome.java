package io.chatledger.command.email;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.Reason;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.TokensGranted;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.TokenPolicy;
import io.chatledger.command.secret.Sha256;
import java.sql.Types;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Grants the welcome tokens where they wait for a verified address: each address once, whatever account has it, and
 * each account once, whatever address it has.
 */
@Component
@ProcessingGroup("welcome")
class Welcome {

    private static final Reason REASON = new Reason("welcome");

    private final JdbcClient jdbc;
    private final AccountCommands commands;
    private final AccountClaims claims;
    private final TokenPolicy policy;
    private final boolean waitsForEmail;

    Welcome(
            JdbcClient jdbc,
            AccountCommands commands,
            AccountClaims claims,
            TokenPolicy policy,
            EmailSettings settings) {
        this.jdbc = jdbc;
        this.commands = commands;
        this.claims = claims;
        this.policy = policy;
        this.waitsForEmail = settings.emailVerification();
    }

    void grant(AccountId accountId, EmailAddress email) {
        if (policy.welcomeTokens() > 0 && !wasWelcomed(accountId, email)) {
            commands.send(new GrantTokens(accountId, new TokenAmount(policy.welcomeTokens()), REASON, Actor.SYSTEM));
        }
    }

    /** In the transaction of the event: of two that would welcome the same address, the second has not happened. */
    @EventHandler
    void on(TokensGranted event) {
        if (event.reason().equals(REASON.value()) && event.actor().equals(Actor.SYSTEM.value())) {
            UUID accountId = AccountId.parse(event.accountId()).value();
            byte[] verified = waitsForEmail
                    ? claims.emailOf(accountId).map(EmailAddress::new).map(Welcome::hash).orElse(null)
                    : null;
            note(accountId, verified);
        }
    }

    private void note(UUID accountId, byte @Nullable [] emailHash) {
        int noted = jdbc.sql("INSERT INTO events.welcome (account_id, email_hash) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .param(1, accountId)
                .param(2, emailHash, Types.BINARY)
                .update();
        if (noted == 0) {
            throw new Refusal(ErrorCode.IN_PROGRESS, "This address is just being verified.");
        }
    }

    private boolean wasWelcomed(AccountId accountId, EmailAddress email) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM events.welcome WHERE account_id = ? OR email_hash = ?)")
                .param(accountId.value())
                .param(hash(email))
                .query(Boolean.class)
                .single();
    }

    private static byte[] hash(EmailAddress email) {
        return Sha256.of(new LoginName(email.value()).value()).bytes();
    }
}
