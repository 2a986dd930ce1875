package io.chatledger.command.web;

import io.chatledger.webaccess.KnownParameters;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** What is JSON here, and that it is spoken whatever a client says it accepts. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration implements WebMvcConfigurer {

    /** UTF-8 and nothing else (RFC 8259, section 8.1); Jackson would also recognise UTF-16 and UTF-32. */
    @Bean
    JsonFactoryBuilderCustomizer onlyUtf8() {
        return builder -> builder.disable(TokenStreamFactory.Feature.CHARSET_DETECTION);
    }

    /** A number is no text: {@code "message": 1} is refused, not answered. */

    @Bean
    JsonMapperBuilderCustomizer noCoercionToText() {
        return builder -> builder.withCoercionConfig(LogicalType.Textual, text -> text
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new KnownParameters());
    }

    /** Where a client accepts nothing of what there is, as if it had not said (RFC 9110, section 12.4.1). */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        var header = new HeaderContentNegotiationStrategy();
        negotiation.strategies(List.of(request -> {
            try {
                return Stream.concat(header.resolveMediaTypes(request).stream(), Stream.of(MediaType.ALL)).toList();
            } catch (HttpMediaTypeNotAcceptableException malformed) {
                return List.of(MediaType.ALL);
            }
        }));
    }
}
