package io.chatledger.command.account;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is made administrator at the first start.
 *
 * @param password empty: one is generated
 */
@ConfigurationProperties("chatledger.admin")
record FirstAdministrator(@DefaultValue("admin") String username, @DefaultValue("") String password) {

    @Override
    public String toString() {
        return "FirstAdministrator[" + username + "]";
    }
}
