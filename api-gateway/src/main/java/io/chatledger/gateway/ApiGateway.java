package io.chatledger.gateway;

import io.chatledger.webaccess.RequestLog;
import io.chatledger.webaccess.RequestMeters;
import io.chatledger.webaccess.WebAccess;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** The application that clients talk to. It holds no state: any number of copies may run side by side. */
@SpringBootConfiguration
@AutoConfigurationPackage
@ImportAutoConfiguration // what META-INF/spring lists for this class, not whatever is there
@ComponentScan(excludeFilters = @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
@ConfigurationPropertiesScan
@Import(WebAccess.class)
public class ApiGateway {

    public static void main(String[] args) {
        application().run(args);
    }

    /** Ready to run, or to be given further properties first; its configuration is {@code api-gateway.yaml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ApiGateway.class).properties("spring.config.name=api-gateway");
    }

    /** Only here: what the sides are asked is a part of it, under the same trace id. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> toldAndCounted() {
        return server -> server.addEngineValves(new RequestLog(), new RequestMeters());
    }
}
