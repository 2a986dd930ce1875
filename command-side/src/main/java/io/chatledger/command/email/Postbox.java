package io.chatledger.command.email;

import io.chatledger.api.EmailAddress;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.limit.StrangerLimits;
import io.chatledger.command.store.Outage;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes mails and sends them by the way, so that nobody learns from our answer, or its time, whether there was one. */
@Component
public class Postbox {

    private static final Logger log = LoggerFactory.getLogger(Postbox.class);

    public record Letter(String subject, String text) {}

    private final Mailer mailer;
    private final StrangerLimits limits;
    private final Duration finishWithin;
    private final ThreadPoolExecutor carriers;

    Postbox(Mailer mailer, StrangerLimits limits, EmailSettings settings) {
        EmailSettings.Email mails = settings.email();
        this.mailer = mailer;
        this.limits = limits;
        this.finishWithin = mails.finishWithin();
        this.carriers = new ThreadPoolExecutor(
                mails.mailsAtOnce(),
                mails.mailsAtOnce(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(mails.mailsWaiting()),
                Thread.ofVirtual().name("mail-", 0).factory());
    }

    /** @throws IllegalStateException if this installation sends no mails */
    void requireServer() {
        if (!exists()) {
            throw new IllegalStateException(
                    "chatledger.email-verification is on, and there is no SMTP server (CHATLEDGER_SMTP_HOST)");
        }
    }

    /** Whether this installation sends mails. */
    public boolean exists() {
        return mailer.exists();
    }

    /** Not to a mailbox that has had too many lately: it may be that of somebody who never asked. */
    public void send(EmailAddress to, Supplier<Letter> letter) {
        send(new LoginName(to.value()).value(), to, letter);
    }

    /** Says what has happened. Counted apart, so that nobody suppresses it by asking for other mails first. */
    public void note(EmailAddress to, Letter letter) {
        send("note to " + new LoginName(to.value()).value(), to, () -> letter);
    }

    private void send(String counted, EmailAddress to, Supplier<Letter> letter) {
        later(() -> {
            if (limits.mayMail(counted)) {
                Letter written = letter.get();
                mailer.send(to, written.subject(), written.text());
            } else {
                log.info("A mailbox has received as many mails as it may for now; nothing was sent");
            }
        });
    }

    /** Does some work by the way; what goes wrong with it is logged. */
    public void later(Runnable work) {
        try {
            carriers.execute(() -> carry(work));
        } catch (RejectedExecutionException tooMany) {
            log.warn("A mail was dropped: {} others are waiting", carriers.getQueue().size());
        }
    }

    private static void carry(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.warn("A mail could not be written: {}", Outage.reason(e));
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        carriers.shutdown();
        if (!carriers.awaitTermination(finishWithin.toMillis(), TimeUnit.MILLISECONDS)) {
            int underWay = carriers.getActiveCount();
            log.warn("{} mails were dropped because the process ends", underWay + carriers.shutdownNow().size());
        }
    }
}
