package io.chatledger.standalone.verify;

import io.chatledger.api.TokenEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One leaf of the log, read.
 *
 * @param sequence among the events of its account, from 0
 * @param movement null if it moves no tokens
 */
record LogEntry(String account, long sequence, @Nullable TokenEvent movement) {

    /** Of each leaf; a token event has its payload besides, every other the hash of it. */
    private record Leaf(
            String aggregateId,
            String eventId,
            String metadataSha256,
            @Nullable String payload,
            @Nullable String payloadSha256,
            String payloadRevision,
            String payloadType,
            String sequence,
            String timestamp,
            String v) {}

    private static final JsonMapper LEAVES =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** A later version may have added a field; an amount is never made up or bent. */
    private static final JsonMapper EVENTS = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final Map<String, Class<?>> MOVEMENTS = Arrays.stream(TokenEvent.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    /** @throws IllegalArgumentException says what is wrong with it */
    static LogEntry read(byte[] bytes) {
        try {
            Leaf leaf = LEAVES.readValue(bytes, Leaf.class);
            if (!"1".equals(leaf.v()) || leaf.aggregateId() == null || leaf.sequence() == null) {
                throw new IllegalArgumentException("is no leaf of a version that this program knows");
            }
            return new LogEntry(leaf.aggregateId(), Long.parseLong(leaf.sequence()), movement(leaf));
        } catch (JacksonException | NumberFormatException unreadable) {
            throw new IllegalArgumentException("does not read");
        }
    }

    private static @Nullable TokenEvent movement(Leaf leaf) {
        Class<?> type = MOVEMENTS.get(leaf.payloadType());
        if (type == null) {
            return null;
        }
        if (leaf.payload() == null) {
            throw new IllegalArgumentException("moves tokens and does not say how many");
        }
        TokenEvent movement = (TokenEvent) EVENTS.readValue(leaf.payload(), type);
        if (!leaf.aggregateId().equals(movement.accountId())) {
            throw new IllegalArgumentException("is in the stream of another account");
        }
        return movement;
    }
}
