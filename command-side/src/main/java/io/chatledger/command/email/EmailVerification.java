package io.chatledger.command.email;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeProfile;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.VerifyEmail;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has people prove that an address is theirs, if that is switched on: before their welcome tokens are granted, and
 * before it takes the place of another one.
 */
@Component
public class EmailVerification {

    private final OneTimeTokens tokens;
    private final Postbox postbox;
    private final AccountCommands commands;
    private final AccountClaims claims;
    private final Welcome welcome;
    private final VerifiedAddresses verified;
    private final EmailSettings.Email settings;
    private final TransactionTemplate transaction;
    private final boolean required;

    EmailVerification(
            OneTimeTokens tokens,
            Postbox postbox,
            AccountCommands commands,
            AccountClaims claims,
            Welcome welcome,
            VerifiedAddresses verified,
            EmailSettings settings,
            TransactionTemplate transaction) {
        this.tokens = tokens;
        this.postbox = postbox;
        this.commands = commands;
        this.claims = claims;
        this.welcome = welcome;
        this.verified = verified;
        this.settings = settings.email();
        this.transaction = transaction;
        this.required = settings.emailVerification();
        if (required) {
            postbox.requireServer();
        }
    }

    public boolean isRequired() {
        return required;
    }

    /**
     * How it is with an account's address.
     *
     * @param verified     null without an address, and where none has to be verified
     * @param pending      to which the newest token was sent that is still good; null if there is none
     * @param pendingUntil until when it is good
     */
    record State(
            @Nullable String email,
            @Nullable Boolean verified,
            @Nullable String pending,
            @Nullable Instant pendingUntil) {}

    State stateOf(AccountId accountId) {
        EmailAddress email = current(accountId).orElse(null);
        OneTimeTokens.Issued newest = tokens.newest(accountId, Purpose.VERIFY_EMAIL).orElse(null);
        return new State(
                email == null ? null : email.value(),
                email == null || !required ? null : verified.contains(accountId, email),
                newest == null || newest.email() == null ? null : newest.email().value(),
                newest == null ? null : newest.expiresAt());
    }

    /** Sends a token to an address that somebody says is theirs. */
    public void begin(AccountId accountId, EmailAddress email) {
        begin(accountId, email, () -> {});
    }

    /** @param condition is run in the transaction that issues the token: there is none if it throws */
    public void begin(AccountId accountId, EmailAddress email, Runnable condition) {
        postbox.send(email, () -> {
            String token = transaction.execute(status -> {
                condition.run();
                return tokens.issue(accountId, Purpose.VERIFY_EMAIL, email, settings.verificationLifetime());
            });
            return new Postbox.Letter("Confirm your email address", """
                    Somebody, probably you, has entered this address at chatledger. If it was you, confirm it with this
                    code, which is good for %d hours:

                    %s

                    If it was not you, there is nothing you need to do.
                    """.formatted(settings.verificationLifetime().toHours(), token));
        });
    }

    /**
     * Puts an address in the place of the old one, and says so to whoever reads the mails to that.
     *
     * @param condition is run in the transaction that does it: nothing changes if it throws
     */
    public Balance change(AccountId accountId, @Nullable EmailAddress email, Runnable condition) {
        Optional<EmailAddress> old = current(accountId);
        Balance balance = commands.send(new ChangeProfile(accountId, email), condition);
        old.ifPresent(address -> tell(address, email));
        return balance;
    }

    /**
     * The address, the welcome tokens and the use of the token are one transaction.
     *
     * @param noted what else to do in it
     * @throws InvalidValue if the token is unknown, used or expired
     */
    void finish(String token, Runnable noted) {
        OneTimeTokens.Issued issued = tokens.find(token, Purpose.VERIFY_EMAIL).orElseThrow(EmailVerification::notValid);
        AccountId accountId = issued.accountId();
        // These tokens are always sent.
        EmailAddress email = Objects.requireNonNull(issued.email());
        Optional<EmailAddress> old = current(accountId);
        TokenAmount due = welcome.due(accountId, email);
        commands.send(new VerifyEmail(accountId, email, due), () -> {
            if (!tokens.use(token, Purpose.VERIFY_EMAIL)) {
                throw notValid();
            }
            if (!due.isZero()) {
                welcome.note(accountId, email);
            }
            verified.note(accountId, email);
            noted.run();
        });
        old.ifPresent(address -> tell(address, email));
    }

    private Optional<EmailAddress> current(AccountId accountId) {
        return claims.emailOf(accountId.value()).map(EmailAddress::new);
    }

    private void tell(EmailAddress old, @Nullable EmailAddress email) {
        if (postbox.exists() && !old.equals(email)) {
            postbox.note(old, new Postbox.Letter("Your email address was changed", """
                    An account at chatledger that had this email address now has another one, or none. Mails about
                    it are no longer sent here.

                    If it was not you, somebody knows your password: contact the operator of this service.
                    """));
        }
    }

    private static InvalidValue notValid() {
        return new InvalidValue("token", "is no longer valid");
    }
}
