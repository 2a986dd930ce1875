package io.chatledger.command.limit;

import io.chatledger.command.account.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Slows down whoever guesses passwords or opens accounts by the hundred (OWASP ASVS 5.0, 6.3.1). An account waits
 * longer after each wrong password but is never locked, least of all for those who come from another address; a name
 * that nobody has waits just the same, so that this tells nothing.
 */
@Component
public class StrangerLimits {

    private static final Logger log = LoggerFactory.getLogger(StrangerLimits.class);

    private static final String PASSWORD = "PASSWORD";
    private static final String CHECK_OF_ACCOUNT = "CHECK_OF_ACCOUNT";
    private static final String CHECK_FROM_ADDRESS = "CHECK_FROM_ADDRESS";
    private static final String FAILED_LOG_IN = "FAILED_LOG_IN";
    private static final String REGISTRATION = "REGISTRATION";
    private static final String MAIL_REQUEST = "MAIL_REQUEST";
    private static final String MAIL = "MAIL";

    private final Attempts attempts;
    private final LimitSettings limits;
    private final InstantSource clock;
    private final boolean on;

    StrangerLimits(
            Attempts attempts, LimitSettings limits, InstantSource clock, @Value("${chatledger.rate-limits}") boolean on) {
        this.attempts = attempts;
        this.limits = limits;
        this.clock = clock;
        this.on = on;
    }

    /**
     * Comes before a password is checked, which is dear even if it is right: counts the check, and as a wrong one, so
     * that many at once are no way around.
     *
     * @param account its id, or the name that nobody has
     * @throws Refusal {@code RATE_LIMITED} while the account or the address has to wait
     */
    public void beforePassword(String account, ClientAddress address) {
        if (on) {
            refuseUnlessZero(attempts.waitInWindow(
                    FAILED_LOG_IN, address.value(), limits.failedLogInsPerAddress(), limits.failedLogInsWindow()));
            refuseUnlessZero(attempts.countInWindow(
                    CHECK_FROM_ADDRESS,
                    address.value(),
                    limits.passwordChecksPerAddress(),
                    limits.passwordChecksWindow()));
            Duration wait = attempts.countInARow(
                    PASSWORD, account, address.value(), limits.freeLogIns(), limits.longestLogInWait());
            if (wait.isPositive()) {
                // Whoever asks again and again, and would take each turn from the owner, is soon not listened to.
                passwordWasWrong(address);
            }
            refuseUnlessZero(wait);
            // Last, so that strangers who guess, and have to wait, do not use up what its owner may do.
            refuseUnlessZero(attempts.countInWindow(
                    CHECK_OF_ACCOUNT, account, limits.passwordChecksPerAccount(), limits.passwordChecksWindow()));
        }
    }

    public void passwordWasRight(String account) {
        if (on) {
            attempts.forget(PASSWORD, account);
        }
    }

    /** Or was not even looked at, because there was to wait. */
    public void passwordWasWrong(ClientAddress address) {
        if (on) {
            attempts.countInWindow(
                    FAILED_LOG_IN, address.value(), limits.failedLogInsPerAddress(), limits.failedLogInsWindow());
        }
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
            log.info("Too many attempts; {} s to wait", wait.toSeconds() + 1);
            throw Refusal.rateLimited(wait);
        }
    }
}
