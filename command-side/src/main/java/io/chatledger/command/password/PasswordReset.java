package io.chatledger.command.password;

import io.chatledger.api.AccountId;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.AccountClaim;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.ClaimedNames;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.account.PasswordRules;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.email.EmailSettings;
import io.chatledger.command.email.OneTimeTokens;
import io.chatledger.command.email.Postbox;
import io.chatledger.command.email.Purpose;
import io.chatledger.command.limit.StrangerLimits;
import io.chatledger.command.session.SessionEnd;
import io.chatledger.command.session.Sessions;
import io.chatledger.webaccess.ClientAddress;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets people back in who have forgotten the password: with a token from a mail to the account's address, or with a
 * code that an administrator has told them ({@link ResetCodes}).
 */
@Component
class PasswordReset {

    private final Postbox postbox;
    private final OneTimeTokens tokens;
    private final ClaimedNames names;
    private final AccountClaims claims;
    private final PasswordRules rules;
    private final Passwords passwords;
    private final Sessions sessions;
    private final StrangerLimits limits;
    private final EmailSettings settings;
    private final TransactionTemplate transaction;

    PasswordReset(
            Postbox postbox,
            OneTimeTokens tokens,
            ClaimedNames names,
            AccountClaims claims,
            PasswordRules rules,
            Passwords passwords,
            Sessions sessions,
            StrangerLimits limits,
            EmailSettings settings,
            TransactionTemplate transaction) {
        this.postbox = postbox;
        this.tokens = tokens;
        this.names = names;
        this.claims = claims;
        this.rules = rules;
        this.passwords = passwords;
        this.sessions = sessions;
        this.limits = limits;
        this.settings = settings;
        this.transaction = transaction;
    }

    /**
     * Does the same, as far as anybody can tell, whether the address is that of an account or not.
     *
     * @throws Refusal {@link ErrorCode#NOT_FOUND} if this installation sends no mails
     */
    void begin(EmailAddress email, ClientAddress client) {
        if (!postbox.exists()) {
            throw new Refusal(ErrorCode.NOT_FOUND, "This service sends no mails; ask an administrator.");
        }
        limits.beforeMailRequest(client);
        var name = new LoginName(email.value());
        postbox.later(() -> names.find(name)
                .flatMap(accountId -> claims.findById(accountId.value()))
                .ifPresent(account -> {
                    String address = account.email();
                    if (address != null && name.equals(new LoginName(address))) {
                        send(account, address);
                    }
                }));
    }

    /** @param address as it was registered, not as it was typed now: they need not be the same mailbox */
    private void send(AccountClaim account, String address) {
        var registered = new EmailAddress(address);
        postbox.send(registered, () -> {
            var accountId = new AccountId(account.accountId());
            String token =
                    tokens.issue(accountId, Purpose.RESET_PASSWORD, registered, settings.email().resetLifetime());
            return new Postbox.Letter("Set a new password", """
                    Somebody, probably you, wants to set a new password at chatledger for the account %s. If it was you,
                    do so with this code, which is good for %d minutes:

                    %s

                    If it was not you, there is nothing you need to do.
                    """.formatted(account.username(), settings.email().resetLifetime().toMinutes(), token));
        });
    }

    /**
     * Uses up the token, unless the password cannot be hashed just now.
     *
     * @throws InvalidValue if the token is unknown, used or expired, or the password cannot be
     * @throws Refusal {@link ErrorCode#RATE_LIMITED} if it is posted too often at once
     */
    void finish(String token, String newPassword, ClientAddress client) {
        var password = rules.choose("new_password", newPassword);
        // Hashing is dear: not for whoever makes up a token, and not as often as somebody likes for one that is good.
        String tried = "reset: " + ownerOf(token);
        limits.beforePassword(tried, client);
        String hash = passwords.hash(password);
        AccountId accountId = transaction.execute(status -> {
            AccountId owner = ownerOf(token);
            // Before all that it ends, as when it is changed.
            passwords.replace(owner, hash);
            if (!tokens.use(token, Purpose.RESET_PASSWORD)) {
                throw notValid();
            }
            tokens.forgetAll(owner);
            sessions.endAll(owner, SessionEnd.PASSWORD_CHANGED);
            return owner;
        });
        limits.passwordWasRight(tried);
        limits.ownerIsAt(accountId.toString(), client);
    }

    private AccountId ownerOf(String token) {
        return tokens.find(token, Purpose.RESET_PASSWORD)
                .filter(this::isStillMeant)
                .map(OneTimeTokens.Issued::accountId)
                .orElseThrow(PasswordReset::notValid);
    }

    /** Who has the mailbox that the account had before has no say any more. */
    private boolean isStillMeant(OneTimeTokens.Issued issued) {
        UUID accountId = issued.accountId().value();
        EmailAddress sentTo = issued.email();
        return sentTo == null
                ? claims.existsById(accountId)
                : claims.emailOf(accountId).equals(Optional.of(sentTo.value()));
    }

    private static InvalidValue notValid() {
        return new InvalidValue("token", "is no longer valid");
    }
}
