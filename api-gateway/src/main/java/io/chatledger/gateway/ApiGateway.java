package io.chatledger.gateway;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The application that clients talk to. It holds no state: any number of copies may run side by side. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ApiGateway {

    public static void main(String[] args) {
        application().run(args);
    }

    /** Ready to run, or to be given further properties first; its configuration is {@code api-gateway.yaml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ApiGateway.class).properties("spring.config.name=api-gateway");
    }
}
