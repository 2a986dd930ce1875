package io.chatledger.command.chat;

import io.chatledger.api.ExpireHold;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.store.Batches;
import io.chatledger.command.store.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends what nobody else will: holds of copies that are gone, holds that are overdue, and idempotency keys after their
 * day. Several copies may do so at once; an account resolves a hold only once.
 */
@Component
class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    private final MessageTable messages;
    private final AccountCommands commands;
    private final Batches batches;
    private final Clock clock;
    private final int sweepBatch;
    private final Duration keyLifetime;

    Housekeeping(
            MessageTable messages,
            AccountCommands commands,
            Batches batches,
            Clock clock,
            ChatSettings settings) {
        this.messages = messages;
        this.commands = commands;
        this.batches = batches;
        this.clock = clock;
        this.sweepBatch = settings.holdSweepBatch();
        this.keyLifetime = settings.idempotencyKeyLifetime();
    }

    @Scheduled(fixedDelayString = "${chatledger.hold-sweep-interval}")
    void expireHolds() {
        messages.heldByNobody(sweepBatch).forEach(this::expire);
        messages.overdue(clock.instant(), sweepBatch).forEach(this::expire);
    }

    private void expire(ExpireHold command) {
        try {
            commands.send(command);
        } catch (RuntimeException | Error e) {
            log.warn("The hold of message {} could not be expired yet: {}", command.messageId(), Outage.reason(e));
        }
    }

    @Scheduled(fixedDelayString = "PT10M")
    void forgetOldKeys() {
        Instant sentBefore = clock.instant().minus(keyLifetime);
        batches.run(most -> messages.forgetKeys(sentBefore, most));
    }
}
