package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.MessageId;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensHeld;
import io.chatledger.command.account.AccountCommands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sees to it that no hold stays open: notes each in the transaction that opens it, strikes it out in the one that resolves
 * it, and expires what is overdue because the process that asked the model died.
 *
 * <p>Several copies may expire the same hold; the account resolves it once.
 */
@Component
@ProcessingGroup("holds-due")
class HoldKeeper {

    private static final Logger log = LoggerFactory.getLogger(HoldKeeper.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final AccountCommands commands;
    private final Duration holdTimeout;
    private final int sweepBatch;

    HoldKeeper(
            JdbcClient jdbc,
            Clock clock,
            AccountCommands commands,
            @Value("${chatledger.hold-timeout}") Duration holdTimeout,
            @Value("${chatledger.hold-sweep-batch}") int sweepBatch) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.commands = commands;
        this.holdTimeout = holdTimeout;
        this.sweepBatch = sweepBatch;
    }

    @EventHandler
    void on(TokensHeld event, @Timestamp Instant at) {
        jdbc.sql("INSERT INTO events.hold_due (message_id, account_id, due_at) VALUES (?, ?, ?)")
                .param(UUID.fromString(event.messageId()))
                .param(UUID.fromString(event.accountId()))
                .param(at.plus(holdTimeout).atOffset(ZoneOffset.UTC))
                .update();
    }

    @EventHandler
    void on(TokensDebited event) {
        strikeOut(event.messageId());
    }

    @EventHandler
    void on(HoldReleased event) {
        strikeOut(event.messageId());
        if (event.reason().equals(ReleaseReason.EXPIRED.name())) {
            log.info("The hold of message {} expires", event.messageId());
        }
    }

    private void strikeOut(String messageId) {
        jdbc.sql("DELETE FROM events.hold_due WHERE message_id = ?")
                .param(UUID.fromString(messageId))
                .update();
    }

    @Scheduled(fixedDelayString = "${chatledger.hold-sweep-interval}")
    void expireOverdue() {
        overdue().forEach(this::expire);
    }

    private List<ExpireHold> overdue() {
        return jdbc.sql("SELECT account_id, message_id FROM events.hold_due WHERE due_at < ? ORDER BY due_at LIMIT ?")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(sweepBatch)
                .query((row, index) -> new ExpireHold(
                        new AccountId(row.getObject("account_id", UUID.class)),
                        new MessageId(row.getObject("message_id", UUID.class))))
                .list();
    }

    private void expire(ExpireHold command) {
        try {
            commands.send(command);
        } catch (RuntimeException e) {
            log.warn("The hold of message {} is not expired yet: {}", command.messageId(), e.toString());
        }
    }
}
