package io.chatledger.command.revocation;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** Publishes the revocations to whoever else accepts our access tokens. They name no people. */
@RestController
class RevocationController {

    private static final String PATH = "/.well-known/revocations";

    private final RevocationList revocations;

    RevocationController(RevocationList revocations) {
        this.revocations = revocations;
    }

    @GetMapping(PATH)
    Revocations revocations() {
        return revocations.current();
    }

    /** It is asked for every few seconds and hardly ever changes. */
    @Configuration(proxyBeanMethods = false)
    static class Unchanged {

        @Bean
        FilterRegistrationBean<ShallowEtagHeaderFilter> revocationsEtag() {
            var filter = new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
            filter.addUrlPatterns(PATH);
            return filter;
        }
    }
}
