package io.chatledger.command.password;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.KnownPassword;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.limit.StrangerLimits;
import io.chatledger.webaccess.ClientAddress;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks somebody who is logged in for the password again: an access token alone may be stolen. */
@Component
public class PasswordCheck {

    private final Passwords passwords;
    private final StrangerLimits limits;

    PasswordCheck(Passwords passwords, StrangerLimits limits) {
        this.passwords = passwords;
        this.limits = limits;
    }

    /**
     * Good for what is done with it in a transaction that makes sure that it is still the password.
     *
     * @throws Refusal {@link ErrorCode#BAD_CREDENTIALS}, or {@link ErrorCode#RATE_LIMITED} after too many
     */
    public KnownPassword require(AccountId accountId, Password password, ClientAddress address) {
        return check(accountId, password, address).orElseThrow(PasswordCheck::wrong);
    }

    /**
     * Empty if it is another one.
     *
     * @throws Refusal {@link ErrorCode#RATE_LIMITED} after too many
     */
    public Optional<KnownPassword> check(AccountId accountId, Password password, ClientAddress address) {
        // Not counted with log-ins: strangers who guess at those must not keep the owner out here.
        String tried = "logged in: " + accountId;
        limits.beforePassword(tried, address);
        Optional<KnownPassword> known = passwords.check(accountId, password);
        if (known.isEmpty()) {
            limits.passwordWasWrong(address);
        } else {
            limits.passwordWasRight(tried);
        }
        return known;
    }

    /**
     * Comes in the transaction of what is built on the password: it cannot change before that ends.
     *
     * @throws Refusal {@link ErrorCode#BAD_CREDENTIALS} if it is another one by now
     */
    public void requireCurrent(KnownPassword known) {
        if (!passwords.isCurrent(known)) {
            throw wrong();
        }
    }

    static Refusal wrong() {
        return new Refusal(ErrorCode.BAD_CREDENTIALS, "The password is wrong.");
    }
}
