package io.chatledger.command.chat;

import io.chatledger.api.FailReply;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.store.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gives holds back. What cannot be done now is tried again every second until the account has heard of it, or the hold
 * has expired: so there are never more waiting than messages that are being answered and those of one hold timeout.
 */
@Component
class Releases {

    private record Undone(FailReply release, Instant expiredAt) {}

    private static final Logger log = LoggerFactory.getLogger(Releases.class);

    private final AccountCommands commands;
    private final Clock clock;
    private final Duration holdTimeout;
    private final Queue<Undone> undone = new ConcurrentLinkedQueue<>();

    Releases(AccountCommands commands, Clock clock, ChatSettings settings) {
        this.commands = commands;
        this.clock = clock;
        this.holdTimeout = settings.holdTimeout();
    }

    /**
     * Has no effect on a hold that is resolved in truth: by a commit that succeeded although its confirmation got lost.
     *
     * @return whether the account has decided; if not, it will
     */
    boolean release(FailReply release) {
        if (isDecided(release)) {
            return true;
        }
        later(release);
        return false;
    }

    /** For one of which the account may not have heard yet. */
    void later(FailReply release) {
        undone.add(new Undone(release, clock.instant().plus(holdTimeout)));
    }

    @Scheduled(fixedDelayString = "${chatledger.release-retry-interval}")
    void again() {
        undone.removeIf(each -> clock.instant().isAfter(each.expiredAt()) || isDecided(each.release()));
    }

    private boolean isDecided(FailReply release) {
        try {
            commands.send(release);
        } catch (Refusal refused) {
            log.info("Message {} has no hold to release: {}", release.messageId(), refused.getMessage());
        } catch (RuntimeException | Error e) {
            log.warn("The hold of message {} could not be released yet: {}", release.messageId(), Outage.reason(e));
            return false;
        }
        return true;
    }
}
