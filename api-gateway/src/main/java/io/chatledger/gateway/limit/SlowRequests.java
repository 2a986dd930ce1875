package io.chatledger.gateway.limit;

import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Gives every request a time by which it has to have arrived. */
@Component
class SlowRequests implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final LimitSettings settings;

    SlowRequests(LimitSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(PunctualProtocol.class.getName());
        factory.addProtocolHandlerCustomizers((TomcatProtocolHandlerCustomizer<PunctualProtocol>)
                protocol -> protocol.setRequestTimeout(settings.requestTimeout()));
    }
}
