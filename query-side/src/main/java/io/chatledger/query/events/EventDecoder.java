package io.chatledger.query.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountEvent;
import io.chatledger.personal.PersonalText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Turns rows of {@code events.domain_event}, with their places, back into events; what is sealed in them is opened. */
@Component
public final class EventDecoder implements RowMapper<RecordedEvent> {

    /** What a statement must select for this, in this order: to find a column by name takes longer than to read it. */
    public static final String COLUMNS =
            "position, aggregate_identifier, sequence_number, time_stamp, payload_type, payload";

    /** Events with their places: to be read in the order of positions, or for one account. */
    public static final String NUMBERED_EVENTS = "events.place JOIN events.domain_event USING (global_index)";

    static final int POSITION = 1;
    private static final int AGGREGATE_IDENTIFIER = 2;
    private static final int SEQUENCE_NUMBER = 3;
    private static final int TIME_STAMP = 4;
    private static final int PAYLOAD_TYPE = 5;
    static final int PAYLOAD = 6;

    /** By the full class name under which they are stored. Only what is listed here is ever loaded. */
    private static final Map<String, Class<?>> TYPES = eventTypes(AccountEvent.class)
            .collect(toUnmodifiableMap(Class::getName, Function.identity()));

    /** A later version may have added a field, hence unknown ones are let pass; an amount is never made up or bent. */
    private static final JsonMapper EVENTS = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final PersonalKeys keys;

    EventDecoder(PersonalKeys keys) {
        this.keys = keys;
    }

    /** The full name under which events of a type are stored, if there is such a type. */
    public static Optional<String> storedName(String simpleName) {
        return TYPES.values().stream().filter(type -> type.getSimpleName().equals(simpleName)).map(Class::getName)
                .findFirst();
    }

    /** The full names of all types of a family, for example of {@code TokenEvent}. */
    public static String[] storedNames(Class<? extends AccountEvent> family) {
        return eventTypes(family).map(Class::getName).toArray(String[]::new);
    }

    /** The full names of all known types that are in none of these families. */
    static String[] storedNamesBut(Set<Class<? extends AccountEvent>> families) {
        return TYPES.values().stream()
                .filter(type -> families.stream().noneMatch(family -> family.isAssignableFrom(type)))
                .map(Class::getName)
                .toArray(String[]::new);
    }

    /** @throws UnreadableEvent if this version does not understand it */
    @Override
    public RecordedEvent mapRow(ResultSet row, int rowNumber) throws SQLException {
        return decode(row, row.getBytes(PAYLOAD));
    }

    /** @throws UnreadableEvent if this version does not understand it */
    RecordedEvent decode(ResultSet row, byte[] payload) throws SQLException {
        long position = row.getLong(POSITION);
        String stream = row.getString(AGGREGATE_IDENTIFIER);
        AccountEvent event = decode(position, stream, row.getString(PAYLOAD_TYPE), payload);
        // Reads look for an account's newest event in its stream: one in another's stream would not be waited for.
        if (!stream.equals(event.accountId())) {
            throw new UnreadableEvent(position, "is in the stream of another account");
        }
        if (event instanceof AccountErased) {
            keys.forget(stream);
        }
        return new RecordedEvent(
                position,
                row.getLong(SEQUENCE_NUMBER),
                instant(position, row.getString(TIME_STAMP)),
                account(position, event.accountId()),
                event);
    }

    private AccountEvent decode(long position, String stream, @Nullable String typeName, byte[] payload) {
        Class<?> type = typeName == null ? null : TYPES.get(typeName);
        if (type == null) {
            throw new UnreadableEvent(position, "is of an unknown type");
        }
        try {
            AccountEvent event = (AccountEvent) (PersonalText.mayBeIn(type.getName())
                    ? EVENTS.treeToValue(PersonalText.open(type.getName(), stream, payload, keys), type)
                    : EVENTS.readValue(payload, type));
            if (event == null) {
                throw new UnreadableEvent(position, "is null");
            }
            return event;
        } catch (IllegalStateException sealed) {
            throw new UnreadableEvent(position, type.getSimpleName() + " cannot be decrypted: " + sealed.getMessage());
        } catch (JacksonException unreadable) {
            // Without the cause: its message may quote the payload, and people's words stay out of logs.
            throw new UnreadableEvent(
                    position, type.getSimpleName() + " does not read: " + unreadable.getClass().getSimpleName());
        }
    }

    private static Instant instant(long position, String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException unreadable) {
            throw new UnreadableEvent(position, "has an unreadable time");
        }
    }

    private static UUID account(long position, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException unreadable) {
            throw new UnreadableEvent(position, "is in a stream that belongs to no account");
        }
    }

    private static Stream<Class<?>> eventTypes(Class<?> type) {
        return type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventDecoder::eventTypes)
                : Stream.of(type);
    }
}
