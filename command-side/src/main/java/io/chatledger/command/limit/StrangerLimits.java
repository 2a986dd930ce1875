package io.chatledger.command.limit;

import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.ClientAddress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Slows down whoever guesses passwords or opens accounts by the hundred (OWASP ASVS 5.0, 6.3.1). An account waits
 * longer after each wrong password but is never locked, least of all where its owner has logged in before; a name that
 * nobody has waits just the same, so that this tells nothing.
 */
@Component
public class StrangerLimits {

    private static final Logger log = LoggerFactory.getLogger(StrangerLimits.class);

    private static final Counter REFUSALS = Metrics.counter("chatledger.refusals", "limit", "attempts");

    private static final String PASSWORD = "PASSWORD";
    private static final String PASSWORD_WHERE_KNOWN = "PASSWORD_WHERE_KNOWN";
    private static final String TURN = "TURN";
    private static final String CHECK_OF_ACCOUNT = "CHECK_OF_ACCOUNT";
    private static final String CHECK_FROM_ADDRESS = "CHECK_FROM_ADDRESS";
    private static final String FAILED_LOG_IN = "FAILED_LOG_IN";
    private static final String REGISTRATION = "REGISTRATION";
    private static final String MAIL_REQUEST = "MAIL_REQUEST";
    private static final String MAIL = "MAIL";

    private final Attempts attempts;
    private final KnownAddresses knownAddresses;
    private final LimitSettings limits;
    private final InstantSource clock;
    private final boolean on;

    StrangerLimits(
            Attempts attempts,
            KnownAddresses knownAddresses,
            LimitSettings limits,
            InstantSource clock,
            AccountLimitSettings settings) {
        this.attempts = attempts;
        this.knownAddresses = knownAddresses;
        this.limits = limits;
        this.clock = clock;
        this.on = settings.rateLimits();
    }

    /**
     * Comes before somebody is let in by a password. While the account waits, its owner has tries of his own where he
     * has logged in lately. Whoever shares that address must not learn whose it is: there it is looked at passwords for
     * every name that waits, in the same number and time.
     *
     * @param account its id, or the name that nobody has
     * @throws Refusal {@code RATE_LIMITED} while the account or the address has to wait
     */
    public LogInTry beforeLogIn(String account, ClientAddress address) {
        if (!on) {
            return new LogInTry(account, address, Duration.ZERO, true);
        }
        countCheck(address);
        Duration wait = countTurn(account, address);
        boolean mayOpen = true;
        if (wait.isPositive()) {
            if (!knownAddresses.isOfAnybody(address)
                    || countInARow(PASSWORD_WHERE_KNOWN, there(account, address)).isPositive()) {
                throw tooEarly(wait, address);
            }
            mayOpen = knownAddresses.isOf(account, address);
        }
        if (mayOpen) {
            countCheck(account);
        }
        return new LogInTry(account, address, shorter(wait, limits.longestLogInWait()), mayOpen);
    }

    /**
     * While an account waits, there is a turn now and then; each address may take some of them, so that whoever guesses
     * from a few does not take them all.
     */
    private Duration countTurn(String account, ClientAddress address) {
        if (attempts.inARow(PASSWORD, account) < limits.freeLogIns()) {
            return countInARow(PASSWORD, account);
        }
        String here = there(account, address);
        Duration noTurn = attempts.waitInWindow(TURN, here, limits.turnsPerAddress(), limits.turnsWindow());
        if (noTurn.isPositive()) {
            return noTurn;
        }
        Duration wait = countInARow(PASSWORD, account);
        if (wait.isZero()) {
            attempts.countInWindow(TURN, here, limits.turnsPerAddress(), limits.turnsWindow());
        }
        return wait;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Ends the row that the try was counted in; from there the account is known. */
    public void letIn(LogInTry logIn) {
        if (on) {
            if (logIn.accountsWait().isZero()) {
                attempts.forget(PASSWORD, logIn.account());
                attempts.forget(TURN, there(logIn.account(), logIn.address()));
            } else {
                attempts.forget(PASSWORD_WHERE_KNOWN, there(logIn.account(), logIn.address()));
            }
            knownAddresses.add(logIn.account(), logIn.address());
        }
    }

    /** Somebody was let in, or may be soon, who has opened the account or reads its mails. */
    public void ownerIsAt(String account, ClientAddress address) {
        if (on) {
            attempts.forget(PASSWORD, account);
            knownAddresses.add(account, address);
        }
    }

    /**
     * Comes before a password is checked, which is dear even if it is right: counts the check, and as a wrong one, so
     * that many at once are no way around.
     *
     * @param subject whose, and for what
     * @throws Refusal {@code RATE_LIMITED} while the subject or the address has to wait
     */
    public void beforePassword(String subject, ClientAddress address) {
        if (on) {
            countCheck(address);
            Duration wait = countInARow(PASSWORD, subject);
            if (wait.isPositive()) {
                throw tooEarly(wait, address);
            }
            countCheck(subject);
        }
    }

    public void passwordWasRight(String subject) {
        if (on) {
            attempts.forget(PASSWORD, subject);
        }
    }

    /** Or was not even looked at, because there was to wait. */
    public void passwordWasWrong(ClientAddress address) {
        if (on) {
            attempts.countInWindow(
                    FAILED_LOG_IN, address.value(), limits.failedLogInsPerAddress(), limits.failedLogInsWindow());
        }
    }

    private void countCheck(ClientAddress address) {
        refuseUnlessZero(attempts.waitInWindow(
                FAILED_LOG_IN, address.value(), limits.failedLogInsPerAddress(), limits.failedLogInsWindow()));
        refuseUnlessZero(attempts.countInWindow(
                CHECK_FROM_ADDRESS, address.value(), limits.passwordChecksPerAddress(), limits.passwordChecksWindow()));
    }

    /** Last, so that strangers who guess, and have to wait, do not use up what its owner may do. */
    private void countCheck(String subject) {
        refuseUnlessZero(attempts.countInWindow(
                CHECK_OF_ACCOUNT, subject, limits.passwordChecksPerAccount(), limits.passwordChecksWindow()));
    }

    private Duration countInARow(String kind, String subject) {
        return attempts.countInARow(kind, subject, limits.freeLogIns(), limits.longestLogInWait());
    }

    /** Whoever asks again and again is soon not listened to. */
    private Refusal tooEarly(Duration wait, ClientAddress address) {
        passwordWasWrong(address);
        return refusal(wait);
    }

    /** An address has no line break, so no name can be made up that is counted as another one from elsewhere. */
    private static String there(String account, ClientAddress address) {
        return account + "\n" + address.value();
    }

    /** @throws Refusal {@code RATE_LIMITED} if too many accounts were opened from there */
    public void beforeRegistration(ClientAddress address) {
        if (on) {
            refuseUnlessZero(attempts.countInWindow(
                    REGISTRATION, address.value(), limits.registrationsPerAddress(), limits.registrationsWindow()));
        }
    }

    /** @throws Refusal {@code RATE_LIMITED} if too many mails were asked for from there */
    public void beforeMailRequest(ClientAddress address) {
        if (on) {
            refuseUnlessZero(attempts.countInWindow(
                    MAIL_REQUEST, address.value(), limits.mailRequestsPerAddress(), limits.mailsWindow()));
        }
    }

    /** Whether one more mail may go to a mailbox, which may be that of somebody who never asked; counts it. */
    public boolean mayMail(String mailbox) {
        return !on
                || attempts.countInWindow(MAIL, mailbox, limits.mailsPerMailbox(), limits.mailsWindow()).isZero();
    }

    @Scheduled(fixedDelayString = "${chatledger.housekeeping-interval}")
    void forgetOldAttempts() {
        attempts.forgetBefore(clock.instant().minus(limits.attemptsKept()));
    }

    private static void refuseUnlessZero(Duration wait) {
        if (wait.isPositive()) {
            throw refusal(wait);
        }
    }

    private static Refusal refusal(Duration wait) {
        log.info("Too many attempts; {} s to wait", wait.toSeconds() + 1);
        REFUSALS.increment();
        return Refusal.rateLimited(wait);
    }
}
