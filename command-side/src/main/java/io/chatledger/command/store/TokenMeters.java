package io.chatledger.command.store;

import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.List;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** How many tokens have moved by the events that this copy has committed. The ledger knows it for ever. */
@Component
class TokenMeters {

    private static final Counter GRANTED = counter("granted");
    private static final Counter REVOKED = counter("revoked");
    private static final Counter HELD = counter("held");
    private static final Counter DEBITED = counter("debited");
    private static final Counter RELEASED = counter("released");

    TokenMeters(EventBus events) {
        events.subscribe(TokenMeters::countAfterCommit);
    }

    private static Counter counter(String movement) {
        return Counter.builder("chatledger.tokens")
                .description("Tokens that have moved in all accounts together")
                .tag("movement", movement)
                .register(Metrics.globalRegistry);
    }

    private static void countAfterCommit(List<? extends EventMessage<?>> events) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                for (EventMessage<?> event : events) {
                    if (event.getPayload() instanceof TokenEvent movement) {
                        count(movement);
                    }
                }
            }
        });
    }

    private static void count(TokenEvent movement) {
        switch (movement) {
            case TokensGranted it -> GRANTED.increment(it.amount());
            case TokensRevoked it -> REVOKED.increment(it.amount());
            case TokensHeld it -> HELD.increment(it.amount());
            case TokensDebited it -> {
                DEBITED.increment(it.amount());
                RELEASED.increment(it.released());
            }
            case HoldReleased it -> RELEASED.increment(it.amount());
        }
    }
}
