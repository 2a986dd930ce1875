package io.chatledger.query.web;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.InvalidValue;
import io.chatledger.webaccess.KnownParameters;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How the texts in paths and queries become values. */
@Configuration(proxyBeanMethods = false)
public class RequestValues implements WebMvcConfigurer {

    /** RFC 3339, section 5.6, without leap seconds; offsets as there are, and as Java knows them. */
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"
            + "([.][0-9]{1,9})?([Zz]|[+-](0[0-9]|1[0-7]):[0-5][0-9])");

    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, AccountId.class, AccountId::parse);
        registry.addConverter(String.class, ConversationId.class, ConversationId::parse);
        registry.addConverter(String.class, Cursor.class, Cursor::parse);
        registry.addConverter(String.class, Instant.class, RequestValues::time);
        registry.addConverter(String.class, LocalDate.class, RequestValues::day);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new KnownParameters());
    }

    /** The answer is JSON whatever is asked for: no client of the published dialects is to fail for its Accept. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    /** @throws InvalidValue if the time is still to come, by our clock: nobody knows what will be then */
    public static void requirePast(String field, Instant time, Clock clock) {
        if (time.isAfter(clock.instant())) {
            throw new InvalidValue(field, "must not be in the future");
        }
    }

    private static LocalDate day(String text) {
        if (DAY.matcher(text).matches()) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException noSuchDay) {
                // As wrong as anything else that is no day.
            }
        }
        throw new InvalidValue("day", "must be a day like 2026-01-31 (RFC 3339)");
    }

    private static Instant time(String text) {
        if (TIME.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeException noSuchDay) {
                // As wrong as anything else that is no time.
            }
        }
        throw new InvalidValue("time", "must be a time like 2026-01-31T12:00:00Z (RFC 3339)");
    }
}
