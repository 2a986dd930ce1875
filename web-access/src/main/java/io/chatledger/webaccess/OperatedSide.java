package io.chatledger.webaccess;

import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators are told of an application that has a database; each of the two sides imports this. */
@Configuration(proxyBeanMethods = false)
public class OperatedSide {

    @Bean
    PartController part(
            HealthEndpoint health, JdbcClient jdbc, Clock clock, @Value("${spring.application.name}") String side) {
        return new PartController(health, new Copies(jdbc, side), clock);
    }
}
