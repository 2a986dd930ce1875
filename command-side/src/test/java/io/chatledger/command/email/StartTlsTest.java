package io.chatledger.command.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.EmailAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Mails to a server that does not offer STARTTLS, with the settings that this side has. */
@ExtendWith(OutputCaptureExtension.class)
class StartTlsTest {

    private static final EmailAddress ADA = new EmailAddress("ada@example.org");

    private final MailServer server = new MailServer();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void asvs1231NoMailIsSentInTheClear(CapturedOutput log) {
        send();

        assertThat(server.mails()).isEmpty();
        assertThat(log).contains("A mail cannot be sent").doesNotContain("ada@example.org", "the code");
    }

    @Test
    void anOperatorCanSayThatItMay() {
        send("CHATLEDGER_SMTP_STARTTLS_REQUIRED=false");

        assertThat(server.mailsTo("ada@example.org")).hasSize(1);
    }

    private void send(String... settings) {
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues(
                        "spring.config.name=command-side",
                        "CHATLEDGER_SMTP_HOST=127.0.0.1",
                        "CHATLEDGER_SMTP_PORT=" + server.port())
                .withPropertyValues(settings)
                .withConfiguration(AutoConfigurations.of(MailSenderAutoConfiguration.class))
                .withBean(EmailSettings.class, false, new EmailSettings.Email(
                        "chatledger@localhost",
                        1,
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofHours(24),
                        Duration.ofMinutes(30)))
                .withBean(Mailer.class)
                .run(context -> context.getBean(Mailer.class).send(ADA, "A subject", "the code"));
    }
}
