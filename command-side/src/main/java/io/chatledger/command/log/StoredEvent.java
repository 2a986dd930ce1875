package io.chatledger.command.log;

import io.chatledger.api.TokenEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event as the database has it, nothing read or written anew.
 *
 * @param sequence  among the events of its account, from 0
 * @param timestamp as stored
 * @param type      the full name of its class
 */
record StoredEvent(
        String aggregateId,
        long sequence,
        String eventId,
        String timestamp,
        String type,
        @Nullable String revision,
        byte[] payload,
        byte[] metadata) {

    private static final Set<String> TOKEN_EVENTS = Arrays.stream(TokenEvent.class.getPermittedSubclasses())
            .map(Class::getName)
            .collect(Collectors.toUnmodifiableSet());

    /** The names of the types that move tokens. */
    static String[] tokenEvents() {
        return TOKEN_EVENTS.toArray(String[]::new);
    }

    boolean movesTokens() {
        return TOKEN_EVENTS.contains(type);
    }
}
