package io.chatledger.command.email;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is done by email. The values and the reasons for them stand in {@code command-side.yaml}.
 *
 * @param sender               the address that mails come from
 * @param mailsAtOnce          that are being sent
 * @param mailsWaiting         for their turn, at most; further ones are not sent
 * @param finishWithin         how long those that wait may take when this process ends
 * @param verificationLifetime how long a token is good that proves an address
 * @param resetLifetime        how long a token is good that sets a new password
 */
@ConfigurationProperties("chatledger.email")
public record EmailSettings(
        String sender,
        int mailsAtOnce,
        int mailsWaiting,
        Duration finishWithin,
        Duration verificationLifetime,
        Duration resetLifetime) {}
