package io.chatledger.command.key;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.chatledger.command.signing.KeyBounds;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it in the list.
 *
 * @param scopes            what it may be used for
 * @param prefix            how the key begins
 * @param lastUsedAt        null if never; may be late by a minute
 * @param expiresAt         null if never
 * @param models            that may be asked with it, null for all
 * @param messagesPerMinute null for as many as the account may send
 * @param budget            null for all that the account has
 */
record ApiKey(
        UUID id,
        @Nullable String name,
        List<String> scopes,
        String prefix,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant expiresAt,
        @Nullable List<String> models,
        @Nullable Integer messagesPerMinute,
        @Nullable Budget budget,
        @JsonIgnore KeyBounds bounds) {

    /**
     * @param usedUp within the period that is now: spent or held
     * @param left   of it
     */
    record Budget(long tokens, String period, long usedUp, long left) {

        static Budget of(KeyBounds.Budget budget, long usedUp) {
            return new Budget(
                    budget.tokens(), budget.period().value(), usedUp, Math.max(0, budget.tokens() - usedUp));
        }
    }

    static ApiKey of(
            UUID id,
            @Nullable String name,
            List<String> scopes,
            String prefix,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            KeyBounds bounds) {
        return new ApiKey(
                id, name, scopes, prefix, createdAt, lastUsedAt, bounds.expiresAt(), bounds.models(),
                bounds.messagesPerMinute(), bounds.budget() == null ? null : Budget.of(bounds.budget(), 0), bounds);
    }

    ApiKey used(long tokens) {
        return bounds.budget() == null
                ? this
                : new ApiKey(
                        id, name, scopes, prefix, createdAt, lastUsedAt, expiresAt, models, messagesPerMinute,
                        Budget.of(bounds.budget(), tokens), bounds);
    }
}
