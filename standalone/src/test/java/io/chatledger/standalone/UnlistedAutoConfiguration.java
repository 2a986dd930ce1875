package io.chatledger.standalone;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.core.env.Environment;

/** As a library brings one along. */
@AutoConfiguration
class UnlistedAutoConfiguration {

    static final Set<String> APPLIED_IN = ConcurrentHashMap.newKeySet();

    UnlistedAutoConfiguration(Environment environment) {
        APPLIED_IN.add(environment.getRequiredProperty("spring.application.name"));
    }
}
