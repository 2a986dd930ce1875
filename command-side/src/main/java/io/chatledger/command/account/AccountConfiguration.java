package io.chatledger.command.account;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

    @Bean
    StreamHead streamHead(JdbcClient jdbc) {
        return accountId -> jdbc.sql("SELECT max(sequence_number) FROM events.domain_event WHERE aggregate_identifier = ?")
                .param(accountId)
                .query(Long.class)
                .single();
    }
}
