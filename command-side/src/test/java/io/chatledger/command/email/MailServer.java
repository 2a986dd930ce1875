package io.chatledger.command.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A real SMTP server that keeps what it is sent. It does not know STARTTLS. */
final class MailServer {

    private static final Pattern CODE = Pattern.compile("(?m)^[A-Za-z0-9_-]{43}\\s*$");

    private final GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());

    void startAndUse(DynamicPropertyRegistry properties) {
        start();
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", this::port);
        properties.add("CHATLEDGER_SMTP_STARTTLS_REQUIRED", () -> "false");
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getSmtp().getPort();
    }

    void stop() {
        server.stop();
    }

    List<MimeMessage> mails() {
        return List.of(server.getReceivedMessages());
    }

    List<MimeMessage> mailsTo(String address) {
        return mails().stream().filter(mail -> isTo(address, mail)).toList();
    }

    /** Of the newest mail to an address, once it has come. */
    String textTo(String address) {
        await().until(() -> !mailsTo(address).isEmpty());
        return GreenMailUtil.getBody(mailsTo(address).getLast());
    }

    /** The code in the newest mail to an address, once it has come. */
    String codeTo(String address) {
        Matcher code = CODE.matcher(textTo(address));
        assertThat(code.find()).isTrue();
        return code.group().strip();
    }

    void forgetMails() {
        try {
            server.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isTo(String address, MimeMessage mail) {
        try {
            return mail.getRecipients(Message.RecipientType.TO)[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
