package io.chatledger.query.web;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.InvalidValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How the texts in paths and queries become values. */
@Configuration(proxyBeanMethods = false)
class RequestValues implements WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, AccountId.class, AccountId::parse);
        registry.addConverter(String.class, ConversationId.class, ConversationId::parse);
        registry.addConverter(String.class, Cursor.class, Cursor::parse);
        registry.addConverter(String.class, Instant.class, RequestValues::time);
    }

    /** The answer is JSON whatever is asked for: no client of the published dialects is to fail for its Accept. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    /** RFC 3339, hence years of four digits. */
    private static Instant time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 0 && time.getYear() <= 9999) {
                return time.toInstant().truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException noTime) {
            // As wrong as a year of five digits.
        }
        throw new InvalidValue("time", "must be a time like 2026-01-31T12:00:00Z (RFC 3339)");
    }
}
