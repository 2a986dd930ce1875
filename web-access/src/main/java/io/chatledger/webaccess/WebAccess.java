package io.chatledger.webaccess;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** What stands before every request in each of the three applications, which import this. */
@Configuration(proxyBeanMethods = false)
public class WebAccess {

    @Bean
    TraceFilter traceFilter() {
        return new TraceFilter();
    }

    @Bean
    ProcessMeters processMeters() {
        return new ProcessMeters();
    }

    /**
     * As strict as by default, but not by a pattern: each look at a header checks the whole of it again. And any method
     * gets through: what a path does not know is told so with what it does (RFC 9110, section 15.5.6), whoever invented
     * it.
     */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderValues(value -> value.chars().allMatch(c -> c == '\t' || !Character.isISOControl(c)));
        // Tomcat refuses it, except where an application says otherwise.
        firewall.setAllowUrlEncodedSlash(true);
        return firewall;
    }
}
