package io.chatledger.command.email;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is done by email. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param emailVerification whether an address is needed, and welcome tokens wait until it is verified
 */
@ConfigurationProperties("chatledger")
public record EmailSettings(boolean emailVerification, Email email) {

    /**
     * @param sender               the address that mails come from
     * @param mailsAtOnce          that are being sent
     * @param mailsWaiting         for their turn, at most; further ones are not sent
     * @param finishWithin         how long those that wait may take when this process ends
     * @param verificationLifetime how long a token is good that proves an address
     * @param resetLifetime        how long a token is good that sets a new password
     */
    public record Email(
            String sender,
            int mailsAtOnce,
            int mailsWaiting,
            Duration finishWithin,
            Duration verificationLifetime,
            Duration resetLifetime) {

        public Email {
            WrongSetting.unlessAtLeast(1, "chatledger.email.mails-at-once", mailsAtOnce);
            WrongSetting.unlessAtLeast(1, "chatledger.email.mails-waiting", mailsWaiting);
            WrongSetting.unlessPositive("chatledger.email.finish-within", finishWithin);
            WrongSetting.unlessPositive("chatledger.email.verification-lifetime", verificationLifetime);
            WrongSetting.unlessPositive("chatledger.email.reset-lifetime", resetLifetime);
        }
    }
}
