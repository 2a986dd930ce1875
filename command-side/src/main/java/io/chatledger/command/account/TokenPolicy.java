package io.chatledger.command.account;

import io.chatledger.api.TokenAmount;
import io.chatledger.settings.WrongSetting;
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
        WrongSetting.unlessAtLeast(0, "chatledger.welcome-tokens", welcomeTokens);
        WrongSetting.unlessAtLeast(0, "chatledger.administrator-tokens", administratorTokens);
        WrongSetting.unlessAtLeast(0, "chatledger.message-price", messagePrice);
    }

    /** What a message costs. */
    public TokenAmount price() {
        return new TokenAmount(messagePrice);
    }
}
