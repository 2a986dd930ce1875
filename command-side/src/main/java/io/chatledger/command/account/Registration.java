package io.chatledger.command.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.Balance;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.Reason;
import io.chatledger.api.RegisterUser;
import io.chatledger.api.Role;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.Username;
import java.util.EnumSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens accounts: the first event, the claims and the password in one transaction. */
@Component
public class Registration {

    /** An account as it was opened. */
    public record Opened(KnownPassword password, Balance balance) {

        public AccountId accountId() {
            return password.accountId();
        }
    }

    private final AccountCommands commands;
    private final Passwords passwords;
    private final ClaimedNames names;
    private final Supplier<UUID> ids;
    private final TransactionTemplate transaction;

    Registration(
            AccountCommands commands,
            Passwords passwords,
            ClaimedNames names,
            Supplier<UUID> ids,
            TransactionTemplate transaction) {
        this.commands = commands;
        this.passwords = passwords;
        this.names = names;
        this.ids = ids;
        this.transaction = transaction;
    }

    /**
     * Opens an account as everybody can have one.
     *
     * @param answer what to make of it in the same transaction
     * @throws Refusal if the username or the email is taken
     */
    public <T> T open(
            Username username,
            @Nullable EmailAddress email,
            Password password,
            TokenAmount welcomeTokens,
            Function<Opened, T> answer) {
        return open(username, email, password, answer, id -> new RegisterUser(
                id, username, email, EnumSet.of(Role.USER), welcomeTokens, Reason.WELCOME, Actor.SYSTEM));
    }

    /** @throws Refusal if the username is taken */
    Opened openAdministrator(
            Username username, Password password, TokenAmount tokens, Reason reason, Actor actor) {
        return open(username, null, password, Function.identity(), id -> new RegisterUser(
                id, username, null, EnumSet.of(Role.USER, Role.ADMIN), tokens, reason, actor));
    }

    private <T> T open(
            Username username,
            @Nullable EmailAddress email,
            Password password,
            Function<Opened, T> answer,
            Function<AccountId, RegisterUser> registration) {
        var wantedName = new LoginName(username.value());
        LoginName wantedEmail = email == null ? null : new LoginName(email.value());
        // Of many who want the same name, only those are hashed that may still get it.
        String hash = passwords.hash(password, () -> names.requireFree(wantedName, wantedEmail));
        var accountId = new AccountId(ids.get());
        // The command joins this transaction. That is safe for a new account alone: no other caller knows its id, so
        // none can see it in the aggregate cache before the commit.
        return transaction.execute(status -> {
            KnownPassword known = passwords.add(accountId, hash);
            Balance balance = commands.send(registration.apply(accountId));
            return answer.apply(new Opened(known, balance));
        });
    }
}
