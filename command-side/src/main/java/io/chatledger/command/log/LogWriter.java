package io.chatledger.command.log;

import io.chatledger.command.store.Outage;
import io.chatledger.command.store.WatchedThread;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds what the sequencer has numbered to the tree, and signs a checkpoint of it. On a thread and in transactions of
 * its own, so that neither a chat nor the numbering waits for it; one copy at a time.
 */
@Component
class LogWriter implements SmartLifecycle, HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
    /** So that the first event after a quiet moment does not wait long. */
    private static final int LOOKS_PER_INTERVAL = 4;

    /** @param checkpoint null if none was due */
    private record Written(boolean more, @Nullable Checkpoint checkpoint) {

        static final Written NOTHING = new Written(false, null);
    }

    private final LogTables tables;
    private final LogKeys keys;
    private final KeptCheckpoint kept;
    private final InstantSource clock;
    private final LogSettings settings;
    private final TransactionTemplate transaction;
    private final Semaphore stopping = new Semaphore(0);
    private final WatchedThread thread = new WatchedThread("log-writer");
    /** The size of the newest checkpoint that was seen: none is ever smaller. */
    private long seenSize;
    /** There was more to add than one batch. */
    private boolean behind;
    private String trouble = "";

    LogWriter(
            LogTables tables,
            LogKeys keys,
            KeptCheckpoint kept,
            InstantSource clock,
            LogSettings settings,
            PlatformTransactionManager transactionManager) {
        this.tables = tables;
        this.keys = keys;
        this.kept = kept;
        this.clock = clock;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactionManager);
    }

    /** Adds one batch, and signs a checkpoint if one is due; returns whether there may be more to add at once. */
    boolean write() throws IOException {
        Written written = transaction.execute(_ -> {
            try {
                return tables.tryLock() ? grow() : Written.NOTHING;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        behind = written.more();
        Checkpoint signed = written.checkpoint();
        if (signed != null) {
            seenSize = signed.size();
            kept.keep(signed);
        }
        return behind;
    }

    private Written grow() throws IOException {
        keys.rotateIfRequested();
        Optional<Checkpoint> newest = tables.newest();
        long signed = newest.map(Checkpoint::size).orElse(0L);
        if (signed < seenSize) {
            throw new LogSetBack("The newest checkpoint in the database is of %d events, but one of %d was signed."
                    .formatted(signed, seenSize) + " The database went back; nothing is added to the log.");
        }
        seenSize = signed;
        boolean due = newest.map(this::isOld).orElse(true);
        if (!due && !behind) {
            // What comes meanwhile goes together.
            return Written.NOTHING;
        }
        GrowingTree tree = new GrowingTree(tables.size(), tables::tile);
        List<StoredEvent> events = tables.events(tree.size() + 1, settings.batchEvents());
        if (!events.isEmpty()) {
            events.forEach(event -> tree.add(Merkle.leaf(Leaf.of(event))));
            tables.save(tree);
        }
        return new Written(
                events.size() == settings.batchEvents(), due && tree.size() > signed ? sign(tree) : null);
    }

    private boolean isOld(Checkpoint newest) {
        Instant now = clock.instant();
        // A clock that went back must not stop the log.
        return Duration.between(newest.createdAt(), now).abs().compareTo(settings.checkpointInterval()) >= 0;
    }

    private Checkpoint sign(GrowingTree tree) throws IOException {
        byte[] root = tree.root();
        return tables.add(tree.size(), root, Checkpoint.note(tree.size(), root, keys.signing()), clock.instant());
    }

    @Override
    public void start() {
        thread.start(this::run);
    }

    private void run() {
        try {
            while (thread.isRunning()) {
                boolean more = false;
                try {
                    more = write();
                    thread.gotOn();
                    trouble = "";
                } catch (IOException | RuntimeException | Error e) {
                    // Whatever it is: chats go on, and the log catches up when it can.
                    tell(Outage.reason(e));
                }
                if (!more) {
                    stopping.tryAcquire(
                            settings.checkpointInterval().dividedBy(LOOKS_PER_INTERVAL).toMillis(),
                            TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once, since it is tried again and again. */
    private void tell(String reason) {
        if (!reason.equals(trouble)) {
            log.warn("The log cannot be written now: {}", reason);
            trouble = reason;
        }
    }

    @Override
    public void stop() {
        thread.stop(stopping::release);
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    @Override
    public Health health() {
        return thread.health();
    }

    /** Stops after the web server, like the sequencer. */
    @Override
    public int getPhase() {
        return 0;
    }
}
