package io.chatledger.query.act;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An act as administrators see it.
 *
 * @param position of its event, by which auditors find it
 * @param type     the name of its event
 * @param account  that it was done to
 * @param reason   null if it was recorded before one was asked for
 * @param amount   tokens that came in, negative if they were taken away; null if none moved
 * @param from     what of the account was before; null if that did not change, or was not recorded yet
 * @param to       what it is since then
 */
record ShownAct(
        long position,
        String type,
        Person account,
        Person actor,
        @Nullable String reason,
        @Nullable Long amount,
        @Nullable State from,
        @Nullable State to,
        Instant createdAt) {

    /**
     * @param id       of an account, {@code system} or {@code command-line}
     * @param username null if it is no account
     */
    record Person(String id, @Nullable String username) {}

    /** What an act changes; null where it does not. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(
            @Nullable Long balance,
            @Nullable List<String> roles,
            @Nullable Boolean suspended,
            @Nullable Instant chatsOpenUntil) {

        static State balance(long tokens) {
            return new State(tokens, null, null, null);
        }

        static @Nullable State roles(@Nullable List<String> roles) {
            return roles == null ? null : new State(null, roles, null, null);
        }

        static State suspended(boolean suspended) {
            return new State(null, null, suspended, null);
        }

        static State openUntil(Instant time) {
            return new State(null, null, null, time);
        }
    }
}
