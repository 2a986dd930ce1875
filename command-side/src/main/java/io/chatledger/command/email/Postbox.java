package io.chatledger.command.email;

import io.chatledger.api.EmailAddress;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.limit.StrangerLimits;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.stereotype.Component;

/** Takes mails and sends them by the way, so that nobody learns from our answer, or its time, whether there was one. */
@Component
public class Postbox {

    private static final Logger log = LoggerFactory.getLogger(Postbox.class);

    public record Letter(String subject, String text) {}

    private final Mailer mailer;
    private final StrangerLimits limits;
    private final SimpleAsyncTaskExecutor carriers = new SimpleAsyncTaskExecutor("mail-");

    Postbox(Mailer mailer, StrangerLimits limits) {
        this.mailer = mailer;
        this.limits = limits;
        carriers.setVirtualThreads(true);
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
    void note(EmailAddress to, Letter letter) {
        send("note to " + new LoginName(to.value()).value(), to, () -> letter);
    }

    private void send(String counted, EmailAddress to, Supplier<Letter> letter) {
        later(() -> {
            if (limits.mayMail(counted)) {
                Letter written = letter.get();
                mailer.send(to, written.subject(), written.text());
            } else {
                log.info("A mailbox has had its mails for now; nothing was sent");
            }
        });
    }

    /** Does some work by the way; what goes wrong with it is logged. */
    public void later(Runnable work) {
        carriers.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.warn("A mail was not written: {}", e.toString());
            }
        });
    }
}
