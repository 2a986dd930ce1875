package io.chatledger.command.limit;

import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.ClientAddress;
import java.time.Duration;

/**
 * A password that is to be looked at now.
 *
 * @param account      its id, or the name that nobody has
 * @param accountsWait zero if it does not wait; if it does, others are not even listened to
 * @param mayOpen      whether the right password lets in, or is looked at only so that the answer takes as long
 */
public record LogInTry(String account, ClientAddress address, Duration accountsWait, boolean mayOpen) {

    /** While the account waits a wrong password is told nothing but that, as everywhere and to every name. */
    public Refusal ifWrong(Refusal wrong) {
        return accountsWait.isZero() ? wrong : Refusal.rateLimited(accountsWait);
    }
}
