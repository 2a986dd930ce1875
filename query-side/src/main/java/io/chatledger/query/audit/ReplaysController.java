package io.chatledger.query.audit;

import io.chatledger.query.audit.ReplayTurn.Turn;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.idempotency.RepeatableRequest;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.projection.Trouble;
import io.chatledger.query.web.InProgress;
import io.chatledger.query.web.NotFound;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For auditors: are the read models what the events say? Takes as long as a rebuild, so it is answered later. */
@RestController
@RequestMapping("/api/audit/replays")
class ReplaysController {

    private static final Logger log = LoggerFactory.getLogger(ReplaysController.class);

    private static final Duration TOLD_EVERY = Duration.ofSeconds(1);

    private final Freshness freshness;
    private final Replayer replayer;
    private final ReplayReports reports;
    private final ReplayTurn turns;
    private final Clock clock;
    private final TransactionTemplate transaction;

    ReplaysController(
            Freshness freshness,
            Replayer replayer,
            ReplayReports reports,
            ReplayTurn turns,
            Clock clock,
            TransactionTemplate transaction) {
        this.freshness = freshness;
        this.replayer = replayer;
        this.reports = reports;
        this.turns = turns;
        this.clock = clock;
        this.transaction = transaction;
    }

    @PostMapping
    ResponseEntity<ReplayReport> begin(RepeatableRequest repeatable) {
        ReplayReport begun = repeatable.answer(ReplayReport.class, () -> begun(repeatable));
        return ResponseEntity.accepted().location(URI.create("/api/audit/replays/" + begun.id())).body(begun);
    }

    private ReplayReport begun(RepeatableRequest repeatable) {
        Turn turn = turns.take().orElseThrow(() -> new InProgress("A replay is running already."));
        UUID id = UUID.randomUUID();
        ReplayReport begun;
        try {
            reports.failAbandoned(clock.instant());
            begun = transaction.execute(_ -> {
                reports.begin(id, clock.instant());
                return repeatable.keep(one(id));
            });
            Thread.ofVirtual().name("replay").start(() -> run(id, turn));
        } catch (RuntimeException | Error notBegun) {
            turn.close();
            throw notBegun;
        }
        return begun;
    }

    @GetMapping("/{id}")
    ReplayReport one(@PathVariable UUID id) {
        return reports.find(id).orElseThrow(() -> new NotFound("There is no such replay."));
    }

    /** Unless another copy replays. */
    @EventListener(ApplicationReadyEvent.class)
    void tidyUp() {
        turns.take().ifPresent(turn -> {
            try (turn) {
                reports.failAbandoned(clock.instant());
            }
        });
    }

    private void run(UUID id, Turn turn) {
        try (turn) {
            // In one snapshot in which every read model is up to the newest event.
            Replayer.Outcome outcome = freshness.ofAll(
                    EnumSet.allOf(ReadModel.class), () -> replayer.replay(new Told(id)));
            reports.finish(id, outcome, clock.instant());
            log.info("Replay {}: {} events, {} mismatches", id, outcome.events(), outcome.mismatchCount());
        } catch (RuntimeException | Error problem) {
            log.error("Replay {} failed", id, problem);
            failed(id, Trouble.of(problem));
        }
    }

    /** Of how far it is, once a second: not of each batch, and the replay goes on where it cannot be recorded. */
    private final class Told implements Replayer.Progress {

        private final UUID id;
        private long nextNanos = System.nanoTime();

        Told(UUID id) {
            this.id = id;
        }

        @Override
        public void reached(long position, long head) {
            if (position < head && System.nanoTime() - nextNanos < 0) {
                return;
            }
            nextNanos = System.nanoTime() + TOLD_EVERY.toNanos();
            try {
                reports.reached(id, position, head);
            } catch (DataAccessException | TransactionException away) {
                log.debug("How far replay {} is was not recorded", id, away);
            }
        }
    }

    private void failed(UUID id, Trouble trouble) {
        try {
            reports.fail(id, trouble, clock.instant());
        } catch (RuntimeException | Error away) {
            log.warn("The failure of replay {} is not recorded: {}; the next start will do it", id, away.toString());
        }
    }
}
