package io.chatledger.command.session;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.limit.StrangerLimits;
import org.springframework.stereotype.Component;

/** Asks somebody who is logged in for the password again: an access token alone may be stolen. */
@Component
class PasswordCheck {

    private final Passwords passwords;
    private final StrangerLimits limits;

    PasswordCheck(Passwords passwords, StrangerLimits limits) {
        this.passwords = passwords;
        this.limits = limits;
    }

    /**
     * @throws Refusal {@link ErrorCode#BAD_CREDENTIALS}, or {@link ErrorCode#RATE_LIMITED} after too many wrong ones
     */
    void require(AccountId accountId, Password password) {
        // Not counted with log-ins: strangers who guess at those must not keep the owner out here.
        String tried = "logged in: " + accountId;
        limits.beforePassword(tried);
        if (!passwords.matches(accountId, password)) {
            throw new Refusal(ErrorCode.BAD_CREDENTIALS, "The password is wrong.");
        }
        limits.passwordWasRight(tried);
    }
}
