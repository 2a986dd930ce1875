package io.chatledger.command.account;

import io.chatledger.api.AccountCommand;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

    /** Every command says itself whom it is for; Axon's own way looks for annotations with each of them. */
    @Bean
    CommandTargetResolver commandTarget() {
        return command -> new VersionedAggregateIdentifier(((AccountCommand) command.getPayload()).accountId(), null);
    }

    @Bean
    StreamHead streamHead(JdbcClient jdbc) {
        return accountId ->
                jdbc.sql("SELECT max(sequence_number) FROM events.domain_event WHERE aggregate_identifier = ?")
                .param(accountId)
                .query(Long.class)
                .single();
    }
}
