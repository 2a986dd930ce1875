package io.chatledger.command.email;

import io.chatledger.api.EmailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.mail.autoconfigure.MailProperties;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/** Sends mails by SMTP (RFC 5321), if a server is set. */
@Component
class Mailer {

    private static final Logger log = LoggerFactory.getLogger(Mailer.class);

    private final JavaMailSender smtp;
    private final String sender;
    private final boolean hasServer;

    Mailer(JavaMailSender smtp, EmailSettings settings, MailProperties server) {
        this.smtp = smtp;
        this.sender = settings.email().sender();
        this.hasServer = StringUtils.hasLength(server.getHost());
    }

    /** Whether this installation sends mails. */
    boolean exists() {
        return hasServer;
    }

    /** A mail that cannot be sent is logged, without saying to whom: its reader can ask for another one. */
    void send(EmailAddress to, String subject, String text) {
        var mail = new SimpleMailMessage();
        mail.setFrom(sender);
        mail.setTo(to.value());
        mail.setSubject(subject);
        mail.setText(text);
        try {
            smtp.send(mail);
        } catch (MailException undelivered) {
            log.warn("A mail cannot be sent: {}", undelivered.getClass().getSimpleName());
        }
    }
}
