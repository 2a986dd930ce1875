package io.chatledger.gateway.limit;

import org.apache.catalina.util.NetMaskSet;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Gives every request a time by which it has to have arrived, and every address its share of the connections. */
@Component
class Connections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final LimitSettings settings;

    Connections(LimitSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(PunctualProtocol.class.getName());
        // What it means is for the routes to say, who look at the path as it came. Decoded, it is checked for what
        // leads upwards before.
        factory.addConnectorCustomizers(connector -> connector.setEncodedSolidusHandling("decode"));
        factory.addProtocolHandlerCustomizers((TomcatProtocolHandlerCustomizer<PunctualProtocol>) this::customize);
    }

    private void customize(PunctualProtocol protocol) {
        protocol.setRequestTimeout(settings.requestTimeout());
        if (settings.rateLimits()) {
            protocol.shareConnections(
                    settings.connectionsPerAddress(), NetMaskSet.parse(settings.trustedProxies()));
        }
    }
}
