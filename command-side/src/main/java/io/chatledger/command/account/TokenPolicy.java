package io.chatledger.command.account;

import io.chatledger.api.TokenAmount;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is granted and charged, in tokens.
 *
 * @param welcomeTokens       granted to a new account
 * @param administratorTokens granted to an account that is made as administrator
 * @param messagePrice        the flat price of a message
 */
@ConfigurationProperties("chatledger")
public record TokenPolicy(long welcomeTokens, long administratorTokens, long messagePrice) {

    public TokenPolicy {
        // Fails the start if negative.
        new TokenAmount(welcomeTokens);
        new TokenAmount(administratorTokens);
        new TokenAmount(messagePrice);
    }

    /** What a message costs. */
    public TokenAmount price() {
        return new TokenAmount(messagePrice);
    }
}
